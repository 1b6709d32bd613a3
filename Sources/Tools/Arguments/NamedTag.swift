import APICore
import JSON

/// A tag that an argument named, as the Space of a task spells it.
struct NamedTag: Nameable {
  static let kind = ToolCatalogue.Named.tag

  let name: String
  /// Whether the Space does not have it, so that whoever adds it to a task makes it there too.
  let isNew: Bool

  /// - Throws: `invalid_arguments` where nothing is named, `ambiguous` where several tags are.
  static func find(
    _ text: String, argument: String, in source: (task: NamedTask, workspace: WorkspaceReader)
  ) throws(ToolError) -> NamedTag {
    let stored = TagName.stored(text)
    guard !stored.isEmpty else {
      throw ToolError(argument: argument, "`\(argument)` is empty; name a tag")
    }
    let answer = try source.workspace.fetch(
      .getSpaceTags, path: ["space_id": source.task.spaceID])
    let names = (answer["tags"]?.array ?? []).compactMap { $0["name"]?.string }
    let matches = NameMatch.closest(to: stored, among: names, named: \.self)
    guard matches.count <= 1 else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(text)) fits \(matches.count) tags of the Space: "
          + "\(listed(matches.map { quoted($0) })); nothing was changed; give the exact name",
        code: .ambiguous)
    }
    return NamedTag(name: matches.first ?? stored, isNew: matches.isEmpty)
  }
}

extension NamedTask {
  var spaceID: String { json["space"]?["id"]?.identifier ?? "" }
  var tags: [String] { (json["tags"]?.array ?? []).compactMap { $0["name"]?.string } }
}
