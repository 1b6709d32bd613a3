import APICore
import Foundation
import JSON

/// `taskledger configure HOST`: prints, or with `--write` merges, what a host must be told to start
/// this program with these options.
enum Configure {
  static func run(_ hostName: String, _ options: Options) throws(UsageError) -> Int32 {
    guard let host = AgentHost(rawValue: hostName) else {
      let names = AgentHost.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("`configure \(hostName)`: write one of \(names)")
    }
    let environment = ProcessInfo.processInfo.environment
    let entry = try ServerEntry(options, environment: environment)
    let path = host.file(
      home: HomeDirectory.path(in: environment), project: FileManager.default.currentDirectoryPath,
      environment: environment)
    for warning in warnings(options, entry) { Output.error(warning) }
    guard options.isOn(.write) else {
      Output.exact(text(for: host, entry))
      Output.error("this goes into \(path); `--write` puts it there and keeps a backup")
      return 0
    }
    switch try HostFile(path: path).merge(entry, for: host) {
    case .unchanged: Output.text("\(path) says so already; nothing was changed")
    case .written(let backup):
      Output.text("wrote \(path)" + (backup.map { "; the file as it was is \($0)" } ?? ""))
      Output.text("Restart \(host.rawValue) to have it read.")
    }
    return 0
  }

  static func text(for host: AgentHost, _ entry: ServerEntry) -> String {
    switch host.format {
    case .toml: entry.toml
    case .json(let servers):
      JSONTextEdit.pretty(
        .object([
          servers: .object([
            ServerEntry.name: .object(entry.members(namingTransport: host.namesTransport))
          ])
        ])) + "\n"
    }
  }

  private static func warnings(_ options: Options, _ entry: ServerEntry) -> [String] {
    var warnings: [String] = []
    if options.value(of: .backend) == "clickup",
      entry.environment[ServerEntry.tokenFileVariable] == nil
    {
      warnings.append(
        "hosts start programs with an environment of their own and a token does not belong into "
          + "their files: put it into a file that only you can read (chmod 600) and run this again "
          + "with \(ServerEntry.tokenFileVariable)=/path/of/that/file")
    }
    if entry.command.contains("/.build/") {
      warnings.append(
        "\(entry.command) is in a build folder and is gone after a clean build: copy it to "
          + "/usr/local/bin first and run this again from there")
    }
    return warnings
  }
}

extension ServerEntry {
  static let tokenFileVariable = "CLICKUP_TOKEN_FILE"

  /// Options that say how a host is to run it; the others belong to other commands.
  private static let carried: [Flag] = [
    .backend, .clickupURL, .markers, .markerField, .workspace, .toolsets, .tools, .excludeTools,
    .readOnly, .policy, .onlyIn, .writeBudget, .agent, .retention, .logLevel,
  ]

  /// This program with these options: what the command line and the environment say now is said by
  /// options then, since the host has another environment.
  init(_ options: Options, environment: [String: String]) throws(UsageError) {
    var arguments: [String] = ["--store", Self.absolute(try Program.storePath(options))]
    var variables: [String: String] = [:]
    for flag in Self.carried {
      // Where a limit is set several times all hold. What can be given only once, and is set by an
      // option and by its variable, stays a variable the second time.
      for (number, given) in options.given(flag).enumerated() {
        let value = flag == .policy ? Self.absolute(given.value) : given.value
        if number > 0, !flag.isRepeatable, let name = flag.environment {
          variables[name] = value
        } else if flag.placeholder != nil {
          arguments += ["--\(flag.rawValue)", value]
        } else if Options.isOn(value), !arguments.contains("--\(flag.rawValue)") {
          arguments.append("--\(flag.rawValue)")
        }
      }
    }
    if let path = environment[Self.tokenFileVariable], !path.isEmpty {
      do throws(WrittenPath.Unusable) {
        variables[Self.tokenFileVariable] = Self.absolute(
          try WrittenPath.resolved(path, home: HomeDirectory.path(in: environment)))
      } catch { throw UsageError("`\(Self.tokenFileVariable)` \(error.reason)") }
    }
    self.init(
      command: try Self.thisProgram(), arguments: arguments, environment: variables)
  }

  private static func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
  }

  private static func thisProgram() throws(UsageError) -> String {
    guard let path = Bundle.main.executablePath else {
      throw UsageError("where this program is cannot be found out; call it by its full path")
    }
    return absolute(path)
  }
}
