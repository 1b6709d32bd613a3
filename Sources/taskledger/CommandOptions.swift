import Foundation

extension ProgramOptions.Command {
  /// As it is written on the command line.
  var name: String {
    switch self {
    case .serve: "serve"
    case .call: "call"
    case .tools: "tools"
    case .operations: "operations"
    case .policy: "policy"
    case .ledgerList: "ledger list"
    case .ledgerShow: "ledger show"
    case .acceptStore: "ledger accept-store"
    case .mendClock: "ledger mend-clock"
    case .ledgerUndo: "ledger undo"
    case .ledgerVerify: "ledger verify"
    case .ledgerExport: "ledger export"
    case .ledgerResolve: "ledger resolve"
    case .ledgerReconcile: "ledger reconcile"
    case .doctor: "doctor"
    case .configure: "configure"
    case .importFiles: "import"
    case .replay: "replay"
    case .help: "help"
    case .version: "version"
    }
  }

  /// Whether it reads or shows times in the zone of this process, and leaves it to the program to
  /// say that the zone cannot be used: `serve` has a log for that, and `doctor` a check.
  var leavesZoneUnsaid: Bool {
    switch self {
    case .call, .importFiles, .ledgerList, .ledgerShow, .ledgerUndo, .ledgerResolve: true
    default: false
    }
  }

  /// The options that mean something to it. Any other is refused: whoever writes a limit must not
  /// believe that it holds where nobody looks at it.
  ///
  /// Environment variables are not asked about: they are there for all commands alike.
  var flags: Set<Flag> {
    let everywhere: Set<Flag> = [.logLevel, .help, .version]
    let store: Set<Flag> = [.store, .backend, .clickupURL, .markers, .markerField]
    let limits: Set<Flag> = [.excludeTools, .readOnly, .policy, .onlyIn, .writeBudget]
    let replayed = limits.union([.toolsets, .tools, .workspace, .agent])
    let agent = replayed.union([.person])
    let own: Set<Flag> =
      switch self {
      case .serve: store.union(agent).union([.retention, .record])
      // What these show is what `serve` would do with the same options.
      case .tools, .policy, .doctor: store.union(agent).union([.retention, .json])
      case .call: store.union(agent).union([.json])
      // The one tool that it runs is switched on by itself.
      case .ledgerUndo: store.union(limits).union([.workspace, .person, .agent, .yes, .json])
      case .ledgerList: store.union([.status, .since, .byTool, .limit, .cursor, .json])
      case .ledgerShow, .ledgerVerify, .ledgerExport, .ledgerResolve, .ledgerReconcile:
        store.union([.json])
      // It writes them down for `serve`.
      case .configure: store.union(agent).union([.retention, .write, .loosen])
      // The same whatever is switched on.
      case .operations: [.json]
      case .acceptStore, .mendClock: store
      case .importFiles: store.union([.workspace, .person, .json])
      case .replay: replayed.union([.retention])
      case .help, .version: Set(Flag.allCases)
      }
    return own.union(everywhere)
  }
}

extension ProgramOptions.Command {
  /// Which standard stream it needs and has not got: "input" or "output"; nil where all is well.
  ///
  /// - Parameter closed: the descriptors that the program was started without.
  func stream(missingOf closed: Set<Int32>) -> String? {
    // Before anything is done: a write whose answer nobody can read is not to happen.
    if closed.contains(STDOUT_FILENO) { return "output" }
    return closed.contains(STDIN_FILENO) && readsInput ? "input" : nil
  }

  /// Whether it changes the store whatever tools are switched on; `call` asks the policy tool by
  /// tool.
  var changesStore: Bool {
    switch self {
    case .acceptStore, .mendClock, .ledgerUndo, .ledgerReconcile, .ledgerResolve, .importFiles: true
    // A replay has a workspace of its own, in memory.
    case .serve, .call, .tools, .operations, .policy, .ledgerList, .ledgerShow, .ledgerVerify,
      .ledgerExport, .doctor, .configure, .replay, .help, .version:
      false
    }
  }

  private var readsInput: Bool {
    switch self {
    case .serve: true
    case .importFiles(let files): files.contains("-")
    default: false
    }
  }
}

extension ProgramOptions {
  /// - Parameter flags: those on the command line.
  /// - Throws: where the command does not take one of them.
  func check(_ flags: [Flag]) throws(UsageError) {
    guard let flag = flags.first(where: { !command.flags.contains($0) }) else { return }
    let taken = Flag.allCases.filter { command.flags.contains($0) && !Self.isSpokenOf($0) }
    let names = taken.map { "`--\($0.rawValue)`" }.joined(separator: ", ")
    throw UsageError(
      "`\(command.name)` takes no `--\(flag.rawValue)`; leave it out"
        + (names.isEmpty ? "" : ", or write one of those that it takes: \(names)"))
  }

  private static func isSpokenOf(_ flag: Flag) -> Bool { flag == .help || flag == .version }
}
