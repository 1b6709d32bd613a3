import APICore
import Foundation
import Ledger

/// A command line that cannot be run; the message says what to write instead. Exit status 2.
struct UsageError: Error {
  let message: String

  init(_ message: String) { self.message = message }
}

/// What the command line and the environment ask for.
struct ProgramOptions {
  enum Command {
    case serve
    case call(tool: String, arguments: [String])
    case tools
    case operations
    case policy
    case ledgerList
    case ledgerShow(String)
    case acceptStore
    case mendClock
    case ledgerUndo(String)
    case ledgerVerify
    case ledgerExport
    case ledgerReconcile
    case ledgerResolve([String])
    case doctor
    case configure(String)
    case importFiles([String])
    case replay([String])
    case help
    case version
  }

  var command: Command
  private var values: [Flag: [String]]
  /// What the environment says, where the command line does not say otherwise.
  private var variables: [Flag: String]

  /// The policy that a transcript was recorded under; then nothing else says what is in force.
  var recordedPolicy: PolicyLayers?

  func value(of flag: Flag) -> String? { values[flag]?.last ?? variables[flag] }

  /// Sets what a transcript brings along.
  mutating func set(_ flag: Flag, _ value: String) {
    values[flag] = [value]
    variables[flag] = nil
  }

  func isOn(_ flag: Flag) -> Bool { value(of: flag).map(Self.isOn) ?? false }

  /// An environment variable switches off by these words, as most programs read them.
  static func isOn(_ value: String) -> Bool {
    !["", "0", "false", "no", "off"].contains(value.lowercased())
  }

  /// Everything that is said of a flag, option and variable, with who says it.
  func given(_ flag: Flag) -> [(origin: String, value: String)] {
    var given = (values[flag] ?? []).map { (origin: "--\(flag.rawValue)", value: $0) }
    if let value = variables[flag], let name = flag.environment { given.append((name, value)) }
    return given
  }

  /// The parts of a comma-separated value.
  static func list(_ value: String) -> [String] {
    value.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }

  /// Reads arguments (without the program's name) and environment.
  init(arguments: [String], environment: [String: String]) throws(UsageError) {
    let home = HomeDirectory.path(in: environment)
    var variables: [Flag: String] = [:]
    for flag in Flag.allCases {
      // Hosts set what their user left out as empty.
      guard let name = flag.environment, let value = environment[name], !value.isEmpty else {
        continue
      }
      variables[flag] = try Self.meaning(of: value, as: flag, from: name, home: home)
    }
    var words: [String] = []
    var written: [Flag: [String]] = [:]
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        words.append(contentsOf: rest)
        break
      }
      guard argument.hasPrefix("-"), argument != "-" else {
        words.append(argument)
        continue
      }
      let (flag, value) = try Self.flag(argument, rest: &rest)
      try Self.add(
        try Self.meaning(of: value, as: flag, from: "--\(flag.rawValue)", home: home), to: flag,
        in: &written)
    }
    values = written
    self.variables = variables.filter { $0.key.isLimit || written[$0.key] == nil }
    command = .serve
    command = try command(from: words)
    try check(Flag.allCases.filter { written[$0] != nil })
  }

  /// The value as it is meant.
  ///
  /// - Parameter origin: the option or variable.
  /// - Throws: where it is empty or a placeholder. A limit would not hold then, and a path would be
  ///   some other one.
  private static func meaning(
    of value: String, as flag: Flag, from origin: String, home: String
  ) throws(UsageError) -> String {
    guard let placeholder = flag.placeholder else { return value }
    if WrittenPath.holdsPlaceholder(value) {
      throw UsageError("`\(origin)` \(WrittenPath.placeholderReason)")
    }
    guard !list(value).isEmpty else {
      throw UsageError("`\(origin)` is empty: write \(origin) \(placeholder), or leave it out")
    }
    guard flag.isPath else { return value }
    do throws(WrittenPath.Unusable) {
      return try WrittenPath.resolved(value, home: home)
    } catch { throw UsageError("`\(origin)` \(error.reason)") }
  }

  /// - Throws: where only one of two values can hold.
  private static func add(
    _ value: String, to flag: Flag, in written: inout [Flag: [String]]
  ) throws(UsageError) {
    let before = written[flag] ?? []
    if before.contains(value) { return }
    guard before.isEmpty || flag.isRepeatable else {
      let wayOut =
        flag.isLimit
        ? "write all in one, --\(flag.rawValue) \(flag.placeholder ?? "")" : "leave one out"
      throw UsageError("`--\(flag.rawValue)` is given twice with different values; \(wayOut)")
    }
    written[flag] = before + [value]
  }

  /// The option that `argument` is, with its value, which may be the next argument.
  static func flag(
    _ argument: String, rest: inout ArraySlice<String>
  ) throws(UsageError) -> (Flag, String) {
    if argument == "-h" { return (.help, "1") }
    let parts = argument.drop(while: { $0 == "-" }).split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard argument.hasPrefix("--"), let name = parts.first, let flag = Flag(rawValue: String(name))
    else {
      throw UsageError("`\(argument)` is not an option; `taskledger --help` lists them")
    }
    guard let placeholder = flag.placeholder else {
      if parts.count > 1 { throw UsageError("`--\(flag.rawValue)` takes no value") }
      return (flag, "1")
    }
    if parts.count > 1 { return (flag, String(parts[1])) }
    guard let value = rest.popFirst() else {
      throw UsageError("`--\(flag.rawValue)` needs a value: --\(flag.rawValue) \(placeholder)")
    }
    return (flag, value)
  }

  private func command(from words: [String]) throws(UsageError) -> Command {
    if isOn(.help) { return .help }
    if isOn(.version) { return .version }
    guard let name = words.first else { return .serve }
    let rest = Array(words.dropFirst())
    switch name {
    case "serve": return try none(rest, of: name, .serve)
    case "call":
      guard let tool = rest.first else {
        throw UsageError("`call` needs a tool: taskledger call search_tasks query=report")
      }
      return .call(tool: tool, arguments: Array(rest.dropFirst()))
    case "tools": return try none(rest, of: name, .tools)
    case "operations": return try none(rest, of: name, .operations)
    case "policy": return try none(rest, of: name, .policy)
    case "ledger":
      switch rest.first {
      case "list": return try none(Array(rest.dropFirst()), of: "ledger list", .ledgerList)
      case "accept-store":
        return try none(Array(rest.dropFirst()), of: "ledger accept-store", .acceptStore)
      case "mend-clock":
        return try none(Array(rest.dropFirst()), of: "ledger mend-clock", .mendClock)
      case "show" where rest.count == 2: return .ledgerShow(rest[1])
      case "undo" where rest.count == 2: return .ledgerUndo(rest[1])
      case "verify": return try none(Array(rest.dropFirst()), of: "ledger verify", .ledgerVerify)
      case "export": return try none(Array(rest.dropFirst()), of: "ledger export", .ledgerExport)
      case "reconcile":
        return try none(Array(rest.dropFirst()), of: "ledger reconcile", .ledgerReconcile)
      case "resolve": return .ledgerResolve(Array(rest.dropFirst()))
      default:
        throw UsageError(
          "write `taskledger ledger` with list, show KEY_OR_ID, undo OPERATION_ID, verify, export, "
            + "reconcile, resolve OPERATION_ID …, accept-store or mend-clock")
      }
    case "doctor": return try none(rest, of: name, .doctor)
    case "configure":
      guard let host = rest.first else {
        throw UsageError("`configure` needs a host: taskledger configure claude")
      }
      return try none(Array(rest.dropFirst()), of: "configure \(host)", .configure(host))
    case "import":
      guard !rest.isEmpty else { throw UsageError("`import` needs at least one file") }
      return .importFiles(rest)
    case "replay":
      guard !rest.isEmpty else { throw UsageError("`replay` needs at least one transcript") }
      return .replay(rest)
    case "help": return .help
    case "version": return .version
    default:
      throw UsageError("`\(name)` is not a command; `taskledger --help` lists them")
    }
  }

  private func none(
    _ rest: [String], of name: String, _ command: Command
  ) throws(UsageError) -> Command {
    if let extra = rest.first { throw UsageError("`\(name)` takes no `\(extra)`") }
    return command
  }
}
