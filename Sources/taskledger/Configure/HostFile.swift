import APICore
import Foundation
import JSON

/// A host's file of settings, which belongs to the host and to the user: changed in one place only,
/// and never without a copy of what it was.
struct HostFile {
  enum Outcome {
    case unchanged
    /// - Parameter backup: nil where there was no file.
    case written(backup: String?)
  }

  /// Of the file itself where a link was named, so that the link stays one.
  let path: String

  init(path: String) { self.path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

  func merge(_ entry: ServerEntry, for host: AgentHost) throws(UsageError) -> Outcome {
    let old = try text()
    let new =
      switch host.format {
      case .toml: try Self.merged(entry, intoTOML: old ?? "", path)
      case .json(let servers):
        try Self.merged(
          entry.members(namingTransport: host.namesTransport), of: servers,
          intoJSON: old ?? "{}\n", path)
      }
    guard new != old else { return .unchanged }
    return .written(backup: try write(new, over: old))
  }

  // MARK: Merging

  static func merged(
    _ members: [String: JSONValue], of servers: String, intoJSON text: String, _ path: String
  ) throws(UsageError) -> String {
    let blank = text.allSatisfy(\.isWhitespace)
    let known: JSONValue
    do throws(JSONReadError) {
      known = try JSONValue.parse(blank ? "{}" : text)
    } catch {
      throw UsageError(
        "\(path) cannot be changed without losing something, since it is no plain JSON "
          + "(\(error.message)); add what `configure` prints by hand")
    }
    let listed = known[servers]
    guard known.object != nil, listed == nil || listed?.object != nil else {
      throw UsageError(
        "\(path) does not hold the object `\(servers)` that it should; add what `configure` prints "
          + "by hand")
    }
    // What the user set beside (a time limit, approvals) stays.
    let before = listed?[ServerEntry.name]?.object ?? [:]
    var entry = before.merging(members) { _, new in new }
    if let variables = before["env"]?.object, let new = members["env"]?.object {
      entry["env"] = .object(variables.merging(new) { _, new in new })
    }
    if entry == before { return text }
    do throws(JSONTextEdit.NotAnObject) {
      return try JSONTextEdit(blank ? "{}\n" : text)
        .setting(ServerEntry.name, of: servers, to: .object(entry))
    } catch {
      throw UsageError("`\(error.name)` in \(path) is no object; change it by hand")
    }
  }

  static func merged(
    _ entry: ServerEntry, intoTOML text: String, _ path: String
  ) throws(UsageError) -> String {
    if text.contains(entry.toml) { return text }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let isThere = lines.contains { line in
      let line = line.filter { !" \t\"'".contains($0) }
      return line.hasPrefix("[mcp_servers.\(ServerEntry.name)]")
        || line.hasPrefix("[mcp_servers.\(ServerEntry.name).")
        || line.hasPrefix("mcp_servers.\(ServerEntry.name).")
        || line.hasPrefix("mcp_servers=")
    }
    if isThere {
      throw UsageError(
        "\(path) speaks of \(ServerEntry.tomlHeader) already, in other words; take that out, or "
          + "change it by hand to what `configure` prints")
    }
    let separator = text.isEmpty ? "" : text.hasSuffix("\n") ? "\n" : "\n\n"
    return text + separator + entry.toml
  }

  // MARK: The file

  /// nil where there is none.
  private func text() throws(UsageError) -> String? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw UsageError("\(path) cannot be read; check its rights")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw UsageError("\(path) is no UTF-8 text; add what `configure` prints by hand")
    }
    return text
  }

  /// Replaces the file in one step, with the rights that it had.
  private func write(_ new: String, over old: String?) throws(UsageError) -> String? {
    let files = FileManager.default
    do {
      let directory = (path as NSString).deletingLastPathComponent
      try files.createDirectory(atPath: directory, withIntermediateDirectories: true)
      var backup: String?
      if old != nil {
        let copy = unusedBackupPath()
        try files.copyItem(atPath: path, toPath: copy)
        backup = copy
      }
      let rights = old == nil ? nil : try files.attributesOfItem(atPath: path)[.posixPermissions]
      try Data(new.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
      if let rights {
        try files.setAttributes([.posixPermissions: rights], ofItemAtPath: path)
      }
      return backup
    } catch {
      throw UsageError("\(path) cannot be written: \(error.localizedDescription)")
    }
  }

  private func unusedBackupPath() -> String {
    var path = self.path + ".backup"
    var number = 1
    while FileManager.default.fileExists(atPath: path) {
      number += 1
      path = self.path + ".backup-\(number)"
    }
    return path
  }
}
