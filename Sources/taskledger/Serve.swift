import APICore
import Foundation
import Ledger
import Server
import Stdio
import Transcript

/// `taskledger serve`: one process, one pair of pipes, until the input ends.
enum Serve {
  static func run(_ options: ProgramOptions, log: Log) throws(UsageError) -> Int32 {
    let seed = SystemIDSource().next()
    var sources = try Program.Sources.real()
    var recorder: Recorder?
    if let path = options.value(of: .record) {
      // A recording names its seed, so that its identifiers can be drawn again.
      sources.ids = SeededIDSource(seed: seed)
      sources.secrets = sources.ids
      let storePath = try Program.storePath(options)
      recorder = try Recorder(
        path: path,
        head: Recorder.Head(
          seed: seed, isStoreFresh: !FileManager.default.fileExists(atPath: storePath),
          options: options, owner: sources.owner(), processZone: sources.processZone),
        redaction: log.redaction)
    }
    let program = try Program(options, sources: sources)
    if program.isRemote, recorder != nil {
      throw UsageError(
        "`--record` keeps conversations that can be run again, and what ClickUp answers cannot: "
          + "leave `--backend clickup` out")
    }
    try ChosenPerson.settle(program, options)
    if let remark = sources.processZone.remark { log.warning("time_zone", ["reason": remark]) }
    if let warning = program.warning { log.warning("token", ["reason": warning]) }
    do throws(StdioError) {
      return try serve(program, recorder, sources, log)
    } catch {
      log.error("no_stdio", ["reason": error.message])
      return 1
    }
  }

  private static func serve(
    _ program: Program, _ recorder: Recorder?, _ sources: Program.Sources, _ log: Log
  ) throws(StdioError) -> Int32 {
    let termination = try TerminationWatch.start()
    let streams = try StandardStreams.claim()
    greet(program, streams)
    let writer = LineWriter(descriptor: streams.output)
    var observe: (@Sendable (Exchange) -> Void)?
    if let recorder { observe = { exchange in recorder.record(exchange) } }
    // A recording has no other time than that of each line, and must come out again.
    let session = program.session(
      progressClock: recorder == nil ? SystemClock() : program.clock,
      send: { line in writer.write([line]) }, observe: observe)
    let transport = StdioTransport(
      input: streams.input, writer: writer, termination: termination.descriptor)
    log.info("serving", ["store": program.store.path, "tools": "\(program.tools.names.count)"])
    let failpoints = sources.failpoints
    let refusals = RefusalLog(program.store, log)
    let upkeep = {
      refusals.write()
      if program.store.isOpen { program.retention.prune(at: program.clock.now()) }
      program.workspace?.indexWhatSearchesMissed()
      program.store.checkpointIfWorthwhile(aboveBytes: sources.checkpointBytes) {
        failpoints.pass(.inCheckpoint)
      }
    }
    let ending: StdioTransport.Ending
    if program.isRemote {
      let calls = ConcurrentSession(session) { lines in
        sources.failpoints.pass(.beforeAnswer, if: !lines.isEmpty)
        writer.write(lines)
        sources.failpoints.pass(.afterAnswer)
      }
      ending = transport.run(
        answering: { frames in
          calls.take(frames.map(ReceivedLine.init))
          return []
        }, afterwards: upkeep)
      calls.finish(cancelling: ending == .terminated)
      upkeep()
    } else {
      ending = transport.run(
        answering: { frames in
          let answers = session.answer(frames.map(ReceivedLine.init))
          sources.failpoints.pass(.beforeAnswer, if: !answers.isEmpty)
          return answers
        },
        afterwards: {
          sources.failpoints.pass(.afterAnswer)
          upkeep()
        })
    }
    program.close()
    return say(ending, log)
  }

  /// - Returns: the exit status.
  private static func say(_ ending: StdioTransport.Ending, _ log: Log) -> Int32 {
    func told(_ event: String, _ what: String, _ errno: Int32) -> Int32 {
      let reason = String(cString: strerror(errno))
      log.error(event, ["reason": "\(what) (\(reason)): connect it to a pipe or a terminal"])
      return 1
    }
    switch ending {
    case .inputFailed(let errno):
      return told("input_failed", "standard input cannot be read", errno)
    case .outputFailed(let errno):
      return told("output_failed", "standard output cannot be written", errno)
    case .endOfInput, .terminated, .outputClosed:
      log.info("ended", ["because": ending.name])
      return 0
    }
  }

  /// Started by hand, the program says what it is waiting for.
  private static func greet(_ program: Program, _ streams: StandardStreams) {
    guard isatty(streams.input) != 0 else { return }
    Output.notice(
      """
      taskledger \(Help.version) waits for MCP or JSON-RPC requests, one a line; end with Ctrl-D.
      Workspace: \(program.store.path)
      Try: {"jsonrpc":"2.0","id":1,"method":"get_workspace","params":{}}
      """)
  }
}

extension ReceivedLine {
  init(_ frame: Frame) {
    switch frame {
    case .line(let bytes): self = .line(bytes)
    case .overlong(let limitBytes): self = .overlong(limitBytes: limitBytes)
    }
  }
}
