import APICore
import JSON

/// A tag that an argument named, as the Space that it is meant for spells it.
struct NamedTag: Nameable {
  static let kind = ToolCatalogue.Named.tag

  let name: String
  /// Whether the Space does not have it, so that whoever adds it to a task makes it there too.
  let isNew: Bool

  /// - Throws: `invalid_arguments` where nothing is named, `ambiguous` where several tags are.
  static func find(
    _ text: String, argument: String, in source: (spaceID: String, workspace: WorkspaceReader)
  ) throws(ToolError) -> NamedTag {
    try TagArgument.check(text, argument: argument)
    return try find(text, argument: argument, among: tags(source.spaceID, source.workspace))
  }

  /// Each tag once, however often and in which spellings it is named.
  static func find(
    _ texts: [String], argument: String, in source: (spaceID: String, workspace: WorkspaceReader)
  ) throws(ToolError) -> [NamedTag] {
    try TagArgument.check(texts, argument: argument)
    guard !texts.isEmpty else { return [] }
    let names = try tags(source.spaceID, source.workspace)
    var found: [NamedTag] = []
    for text in texts {
      let tag = try find(text, argument: argument, among: names)
      if !found.contains(where: { $0.name == tag.name }) { found.append(tag) }
    }
    return found
  }

  private static func find(
    _ text: String, argument: String, among names: [String]
  ) throws(ToolError) -> NamedTag {
    let stored = TagName.stored(text)
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

  private static func tags(
    _ spaceID: String, _ workspace: WorkspaceReader
  ) throws(ToolError) -> [String] {
    let answer = try workspace.fetch(.getSpaceTags, path: ["space_id": spaceID])
    return (answer["tags"]?.array ?? []).compactMap { $0["name"]?.string }
  }
}

extension NamedTask {
  var spaceID: String { json["space"]?["id"]?.identifier ?? "" }
  var tags: [String] { (json["tags"]?.array ?? []).compactMap { $0["name"]?.string } }
}
