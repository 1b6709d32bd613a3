import APICore
import Foundation

extension ServerEntry {
  static let tokenFileVariable = "CLICKUP_TOKEN_FILE"

  /// Options that say how a host is to run it; the others belong to other commands.
  private static let carried: [Flag] = [
    .backend, .clickupURL, .markers, .markerField, .workspace, .person, .toolsets, .tools,
    .excludeTools,
    .readOnly, .policy, .onlyIn, .writeBudget, .agent, .retention, .logLevel,
  ]

  /// This program with these options: what the command line and the environment say now is said by
  /// options then, since the host has another environment.
  ///
  /// - Parameter found: the entry that the host has; what is not given stays as it is there.
  /// - Throws: where a limit of it would be loosened without `--loosen`, or the server could not
  ///   start.
  init(
    _ options: ProgramOptions, over found: FoundEntry?, environment: [String: String]
  ) throws(UsageError) {
    var arguments = try Self.known(found?.arguments ?? [])
    if let store = try Self.store(options, over: found, arguments) {
      arguments.set(.store, to: [store])
    }
    let loosened = try Self.loosened(options, found)
    var variables: [String: String] = [:]
    for flag in Self.carried {
      var given = options.given(flag)
      if flag.placeholder == nil {
        given = Array(given.filter { ProgramOptions.isOn($0.value) }.prefix(1))
      }
      let values = given.map { flag == .policy ? ThisProgram.absolute($0.value) : $0.value }
      if loosened.contains(flag) {
        arguments.set(flag, to: values)
      } else if let last = values.last, values.count > 1, !flag.isRepeatable,
        let name = flag.environment
      {
        // Both hold: the second one stays a variable.
        try Self.checkTight(values, flag, arguments.values(of: flag))
        try Self.checkTight([last], flag, found?.environment[name].map { [$0] } ?? [])
        arguments.set(flag, to: values.dropLast())
        variables[name] = last
      } else if !values.isEmpty {
        // To name a tool on the command line is to ask for it.
        let isNamed =
          [.toolsets, .tools].contains(flag) && given.contains { $0.origin.hasPrefix("--") }
        if flag.isLimit, !isNamed { try Self.checkTight(values, flag, arguments.values(of: flag)) }
        arguments.set(flag, to: values)
      }
    }
    if let path = environment[Self.tokenFileVariable], !path.isEmpty {
      do throws(WrittenPath.Unusable) {
        variables[Self.tokenFileVariable] = ThisProgram.absolute(
          try WrittenPath.resolved(path, home: HomeDirectory.path(in: environment)))
      } catch { throw UsageError("`\(Self.tokenFileVariable)` \(error.reason)") }
    }
    self.init(
      command: try ThisProgram.path(
        calledBy: CommandLine.arguments.first,
        in: FileManager.default.currentDirectoryPath, environment: environment),
      arguments: arguments.arguments, environment: variables)
    try Self.checkStart(
      arguments, variables: (found?.environment ?? [:]).merging(variables) { $1 })
  }

  private static func known(_ arguments: [String]) throws(UsageError) -> EntryArguments {
    do throws(UsageError) { return try EntryArguments(arguments) } catch {
      throw UsageError(
        "the host's entry has `args` that this version does not know: \(error.message); take them, "
          + "or the whole entry, out by hand")
    }
  }

  /// nil where the entry's own stays. A store belongs to its backend.
  private static func store(
    _ options: ProgramOptions, over found: FoundEntry?, _ arguments: EntryArguments
  ) throws(UsageError) -> String? {
    let before =
      arguments.values(of: .backend).last
      ?? Flag.backend.environment.flatMap { found?.environment[$0] }
      ?? BackendName.embedded.rawValue
    let now = options.value(of: .backend) ?? before
    guard options.value(of: .store) != nil || found == nil || now != before else { return nil }
    return ThisProgram.absolute(try Program.storePath(options))
  }

  // MARK: Limits

  /// The limits that `--loosen` names.
  private static func loosened(
    _ options: ProgramOptions, _ found: FoundEntry?
  ) throws(UsageError) -> Set<Flag> {
    var flags: Set<Flag> = []
    let limits = Flag.allCases.filter(\.isLimit)
    for name in options.value(of: .loosen).map(ProgramOptions.list) ?? [] {
      let bare = String(name.drop { $0 == "-" })
      guard let flag = limits.first(where: { $0.rawValue == bare }) else {
        let names = limits.map(\.rawValue).joined(separator: ", ")
        throw UsageError("`--loosen \(name)` is not a limit; write one or several of \(names)")
      }
      if let variable = flag.environment, let value = found?.environment[variable], !value.isEmpty {
        throw UsageError(
          "`env` of the host's entry sets \(variable), which limits as `--\(bare)` does; take it "
            + "out there by hand")
      }
      flags.insert(flag)
    }
    return flags
  }

  private static func checkTight(
    _ values: [String], _ flag: Flag, _ before: [String]
  ) throws(UsageError) {
    for old in before {
      if values.contains(where: { LimitComparison.isAtLeastAsTight($0, as: old, flag) }) {
        continue
      }
      let name = flag.rawValue
      throw UsageError(
        "`--\(name) \(values.joined(separator: ", "))` would loosen what the host's entry holds, "
          + "`--\(name) \(old)`; to keep it leave the option out, to loosen it add "
          + "`--loosen \(name)`")
    }
  }

  // MARK: Before it is written

  /// The checks that `serve` makes at its start, with all that the entry will say.
  private static func checkStart(
    _ arguments: EntryArguments, variables: [String: String]
  ) throws(UsageError) {
    let known = variables.filter { !$0.value.contains("${") }
    do throws(UsageError) {
      let options = try ProgramOptions(arguments: arguments.withoutPlaceholders, environment: known)
      guard case .serve = options.command else {
        throw UsageError("the entry runs `\(options.command.name)` and not the server")
      }
      for flag in carried where flag.isLimit && flag.placeholder != nil {
        let held = options.given(flag).map(\.value)
        let values = arguments.values(of: flag).filter { !$0.contains("${") }
        guard values.allSatisfy(held.contains) else {
          throw UsageError("`--\(flag.rawValue)` is given more than once; give it once")
        }
      }
      _ = try Log(options)
      var sources = Program.Sources()
      sources.environment = known
      _ = try Program(options, sources: sources, isReadOnly: true)
    } catch {
      throw UsageError("the server would not start with these options: \(error.message)")
    }
  }
}
