import APICore
import EmbeddedBackend
import Foundation
import Ledger
import Server
import Synchronization
import Transcript

/// `taskledger replay`: runs transcripts against a fresh workspace and shows where answers differ.
enum Replay {
  /// The options that answers depend on, and the settings that they stand in a transcript as.
  static let flags: KeyValuePairs<Transcript.Setting, Flag> = [
    .toolsets: .toolsets, .tools: .tools, .excludeTools: .excludeTools, .readOnly: .readOnly,
    .workspace: .workspace, .agent: .agent, .retention: .retention,
  ]

  static func run(_ files: [String], _ options: ProgramOptions) throws(UsageError) -> Int32 {
    var differing = 0
    for file in files {
      let transcript = try read(file)
      let run = try run(transcript, options)
      for difference in run.differences { show(difference, in: file) }
      if run.differences.isEmpty {
        Output.text("\(file): every answer is the same")
      } else {
        differing += 1
        if transcript.initial(.store) == "existing" {
          Output.text("\(file): was recorded on a store that was not new, so it differs")
        }
      }
    }
    return differing == 0 ? 0 : 1
  }

  /// What a conversation with the live backend is run against.
  struct Cloud {
    let store: String
    let address: String
    let token: String
    /// Makes something go wrong.
    let fail: (String) -> Void
  }

  /// Runs a transcript on a new workspace of its own, with its seed and its clock.
  ///
  /// - Parameters:
  ///   - service: starts what a conversation with the live backend needs, at the given clock, for
  ///     the given person, and in the given zone where that person's is not known.
  ///   - observe: is told each line and what was written because of it.
  static func run(
    _ transcript: Transcript, _ options: ProgramOptions,
    service: ((any Clock, Owner, ProcessZone) throws(UsageError) -> Cloud)? = nil,
    observe: (@Sendable (Exchange) -> Void)? = nil
  ) throws(UsageError) -> Transcript.Run {
    let clock = ManualClock(Milliseconds(transcript.initial(.clock).flatMap(Int64.init) ?? 0))
    var sources = Program.Sources()
    sources.stateFolder = nil
    sources.clock = clock
    sources.ids = SeededIDSource(seed: transcript.initial(.seed).flatMap(UInt64.init) ?? 0)
    sources.secrets = sources.ids
    let owner = Owner(
      name: transcript.initial(.user) ?? "Me",
      timeZone: transcript.initial(.timeZone) ?? "UTC")
    sources.owner = { owner }
    // Never that of this machine: a recording is answered the same everywhere.
    sources.processZone = ProcessZone(
      transcript.initial(.processZone).flatMap(TimeZone.init(identifier:)) ?? .gmt)
    var options = options
    for (setting, flag) in flags {
      if let value = transcript.initial(setting) { options.set(flag, value) }
    }
    if let text = transcript.initial(.policy) {
      do throws(PolicyError) { options.recordedPolicy = try PolicyLayers(recorded: text) } catch {
        throw UsageError(
          "the transcript's `policy` cannot be put in force: "
            + error.problems.joined(separator: "; "))
      }
    }
    var live: Cloud?
    if transcript.initial(.backend) == BackendName.clickup.rawValue {
      guard let service else {
        throw UsageError(
          "the transcript was recorded with ClickUp itself, which answers nothing twice: it cannot "
            + "be replayed")
      }
      let started = try service(clock, owner, sources.processZone)
      options.set(.backend, BackendName.clickup.rawValue)
      options.set(.clickupURL, started.address)
      sources.environment = ["CLICKUP_TOKEN": started.token]
      sources.uptime = clock
      live = started
    }
    let program = try Program(options, sources: sources, path: live?.store ?? ":memory:")
    defer { program.close() }
    let progress = Mutex<[[UInt8]]>([])
    let session = program.session(
      progressClock: clock, send: { line in progress.withLock { $0.append(line) } },
      observe: observe)
    return transcript.run(
      set: { setting, value in
        if setting == .clock, let time = Int64(value) { clock.set(Milliseconds(time)) }
        if setting == .fault { live?.fail(value) }
      },
      send: { line in
        // Where `serve` does it: after the answers of a line, before the next one.
        defer { program.retention.prune(at: clock.now()) }
        let answers = session.answer([.line(Array(line.utf8))])
        let lines = progress.withLock { lines in
          defer { lines = [] }
          return lines + answers
        }
        return lines.map { String(decoding: $0, as: UTF8.self) }
      })
  }

  private static func read(_ file: String) throws(UsageError) -> Transcript {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw UsageError("`\(file)` cannot be read")
    }
    do throws(TranscriptError) {
      return try Transcript(parsing: String(decoding: data, as: UTF8.self))
    } catch {
      throw UsageError("`\(file)`, line \(error.line): \(error.message)")
    }
  }

  private static func show(_ difference: Transcript.Difference, in file: String) {
    Output.text("\(file):\(difference.line): answers differ")
    Output.text("  > \(difference.sent)")
    for line in difference.expected { Output.text("  - \(line)") }
    for line in difference.answered { Output.text("  + \(line)") }
  }
}
