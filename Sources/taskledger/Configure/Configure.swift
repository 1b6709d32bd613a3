import APICore
import Foundation
import JSON

/// `taskledger configure HOST`: prints, or with `--write` merges, what a host must be told to start
/// this program with these options.
enum Configure {
  static func run(_ hostName: String, _ options: ProgramOptions) throws(UsageError) -> Int32 {
    guard let host = AgentHost(rawValue: hostName) else {
      let names = AgentHost.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("`configure \(hostName)`: write one of \(names)")
    }
    let environment = ProcessEnvironment.variables
    let path = host.file(
      home: HomeDirectory.path(in: environment), project: FileManager.default.currentDirectoryPath,
      environment: environment)
    guard options.isOn(.write) else {
      return try show(host, path, options, environment)
    }
    let (file, old, settings) = try settings(of: host, path)
    let entry = try ServerEntry(options, over: settings.found, environment: environment)
    warn(options, entry)
    let new = try settings.text(saying: entry)
    if new == old {
      Output.text("\(file.path) says so already; nothing was changed")
      return 0
    }
    let backup = try file.replace(old, with: new)
    Output.text("wrote \(file.path)" + (backup.map { "; the file as it was is \($0)" } ?? ""))
    Output.text("Restart \(host.rawValue) to have it read.")
    return 0
  }

  /// What cannot be merged can be put in by hand, and this is what for.
  private static func show(
    _ host: AgentHost, _ path: String, _ options: ProgramOptions, _ environment: [String: String]
  ) throws(UsageError) -> Int32 {
    var standing: (any HostSettings)?
    var problem: String?
    do throws(UsageError) { standing = try settings(of: host, path).settings } catch {
      problem = error.message
    }
    let entry = try ServerEntry(options, over: standing?.found, environment: environment)
    do throws(UsageError) { _ = try standing?.text(saying: entry) } catch {
      problem = error.message
    }
    if let problem { Output.error(problem) }
    warn(options, entry)
    Output.exact(text(for: host, entry))
    Output.error(
      "this goes into \(path); "
        + (problem == nil
          ? "`--write` puts it there and keeps a backup"
          : "`--write` does not put it there as long as that file is as it is"))
    return 0
  }

  private static func settings(
    of host: AgentHost, _ path: String
  ) throws(UsageError) -> (file: HostFile, old: String?, settings: any HostSettings) {
    let file = try HostFile(path: path)
    let old = try file.text()
    switch host.format {
    case .toml: return (file, old, try TOMLSettings(old, path: file.path))
    case .json(let servers):
      return (file, old, try JSONSettings(old, path: file.path, host: host, servers: servers))
    }
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

  private static func warn(_ options: ProgramOptions, _ entry: ServerEntry) {
    if options.value(of: .backend) == BackendName.clickup.rawValue,
      entry.environment[ServerEntry.tokenFileVariable] == nil
    {
      Output.error(
        "hosts start programs with an environment of their own and a token does not belong into "
          + "their files: put it into a file that only you can read (chmod 600) and run this again "
          + "with \(ServerEntry.tokenFileVariable)=/path/of/that/file")
    }
    if entry.command.contains("/.build/") {
      Output.error(
        "\(entry.command) is in a build folder and is gone after a clean build: copy it to "
          + "/usr/local/bin first and run this again from there")
    }
  }
}
