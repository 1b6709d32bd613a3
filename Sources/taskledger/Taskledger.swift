import APICore
import Foundation
import Stdio

/// The program: reads the command line and runs one command.
@main enum Taskledger {
  static func main() {
    // A write beyond the limit on the size of files (`ulimit -f`), or to a reader that went away,
    // is an error then, like one on a full disk, and not the end of the process without an answer.
    signal(SIGXFSZ, SIG_IGN)
    StandardStreams.ignoreBrokenPipes()
    exit(status())
  }

  private static func status() -> Int32 {
    let closed: Set<Int32>
    do throws(StdioError) { closed = try StandardStreams.fill() } catch {
      Output.error(error.message)
      return 1
    }
    do throws(UsageError) {
      let options = try ProgramOptions(
        arguments: try arguments(), environment: ProcessEnvironment.variables)
      if let missing = options.command.stream(missingOf: closed) {
        Output.error(StdioError(isClosed: missing).message)
        return 1
      }
      return try run(options)
    } catch {
      Output.error(error.message)
      return 2
    }
  }

  /// Without the program's own name.
  ///
  /// - Throws: where there is not even that. A library that is loaded first and sets an environment
  ///   variable hides all arguments (https://github.com/swiftlang/swift/issues/76080): limits such
  ///   as `--read-only` would be gone without a word.
  private static func arguments() throws(UsageError) -> [String] {
    guard let name = CommandLine.arguments.first, !name.isEmpty else {
      throw UsageError(
        "the command line cannot be read, and with it what limits the program; start it under its "
          + "name, and without a preloaded library (LD_PRELOAD) that sets environment variables")
    }
    return Array(CommandLine.arguments.dropFirst())
  }

  private static func run(_ options: ProgramOptions) throws(UsageError) -> Int32 {
    let log = try Log(options)
    try PolicyOptions.check(options)
    try ChosenPerson.check(options)
    if options.command.leavesZoneUnsaid, let remark = ProcessZone.own.remark {
      Output.error(remark)
    }
    switch options.command {
    case .serve: return try Serve.run(options, log: log)
    case .call(let tool, let arguments): return try CallCommand.run(tool, arguments, options)
    case .tools: return try ListTools.run(options)
    case .operations: return ShowCoverage.run(options)
    case .policy: return try ShowPolicy.run(options)
    case .ledgerList: return try ShowLedger.list(options)
    case .ledgerShow(let name): return try ShowLedger.show(name, options)
    case .acceptStore: return try AcceptStore.run(options)
    case .mendClock: return try MendClock.run(options)
    case .ledgerUndo(let id): return try UndoLedger.run(id, options)
    case .ledgerVerify: return try CheckLedger.verify(options)
    case .ledgerReconcile: return try ReconcileLedger.run(options)
    case .ledgerExport: return try CheckLedger.export(options)
    case .ledgerResolve(let words): return try ResolveInLedger.run(words, options)
    case .doctor: return try Doctor.run(options)
    case .configure(let host): return try Configure.run(host, options)
    case .importFiles(let files): return try Import.run(files, options)
    case .replay(let files): return try Replay.run(files, options)
    case .help:
      Output.exact(Help.text)
      return 0
    case .version:
      Output.text("taskledger \(Help.version)")
      return 0
    }
  }
}
