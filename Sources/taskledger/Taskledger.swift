import Foundation

/// The program: reads the command line and runs one command.
@main enum Taskledger {
  static func main() {
    // A write beyond the limit on the size of files (`ulimit -f`) is an error then, like one on a
    // full disk, and not the end of the process without an answer.
    signal(SIGXFSZ, SIG_IGN)
    let status: Int32
    do throws(UsageError) {
      let options = try Options(
        arguments: Array(CommandLine.arguments.dropFirst()),
        environment: ProcessInfo.processInfo.environment)
      status = try run(options)
    } catch {
      Output.error(error.message)
      status = 2
    }
    exit(status)
  }

  private static func run(_ options: Options) throws(UsageError) -> Int32 {
    let log = try Log(options)
    switch options.command {
    case .serve: return try Serve.run(options, log: log)
    case .call(let tool, let arguments): return try Call.run(tool, arguments, options)
    case .tools: return try ListTools.run(options)
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
      print(Help.text, terminator: "")
      return 0
    case .version:
      print("taskledger \(Help.version)")
      return 0
    }
  }
}
