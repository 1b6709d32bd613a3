import APICore
import JSON

/// A kind of thing that holds others, named by its ID alone.
protocol ContainerLevel: ResourceForm {
  /// The Space that it is, or stands in.
  static func spaceID(of container: JSONValue) -> String?
}

extension ContainerLevel {
  static var argument: String { resource.idName }
  static var name: String { resource.kind.words }
  static var place: String { "the Workspace" }
  static var shownBy: String { "get_workspace" }

  static func spaceID(of container: JSONValue) -> String? { container["space"]?["id"]?.identifier }
}

enum SpaceLevel: ContainerLevel {
  static let resource = Resource.space
  static let kind = ToolCatalogue.Named.space

  static func spaceID(of container: JSONValue) -> String? { container["id"]?.identifier }

  static func lean(_ space: JSONValue, _ context: ToolContext) -> JSONValue? {
    HierarchyOutput.space(space)
  }
}

enum FolderLevel: ContainerLevel {
  static let resource = Resource.folder
  static let kind = ToolCatalogue.Named.folder

  static func lean(_ folder: JSONValue, _ context: ToolContext) -> JSONValue? {
    HierarchyOutput.folder(folder)
  }
}

enum ListLevel: ContainerLevel {
  static let resource = Resource.list
  static let kind = ToolCatalogue.Named.listID

  static func lean(_ list: JSONValue, _ context: ToolContext) -> JSONValue? {
    HierarchyOutput.list(list, context)
  }
}

typealias NamedSpace = NamedContainer<SpaceLevel>
typealias NamedFolder = NamedContainer<FolderLevel>
/// A List by its ID alone, where a name could be that of another; else `NamedList`.
typealias NamedListID = NamedContainer<ListLevel>

/// A Space, Folder or List that an argument named by its ID, read so that a wrong ID, or one
/// of another Workspace, is refused in the words of the argument, and so that a dry run can show
/// the name.
struct NamedContainer<Level: ContainerLevel>: Nameable {
  static var kind: ToolCatalogue.Named { Level.kind }

  let id: String
  let json: JSONValue

  var name: String { json["name"]?.string ?? "" }
  /// For `PlannedWrite.targets`: what the plan was made from.
  var target: [String: String] { ["\(Level.argument):\(id)": Version.of(container: json)] }

  static func find(
    _ text: String, argument: String, in workspace: WorkspaceReader
  ) throws(ToolError) -> Self {
    guard !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }) else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(text)) is not an ID (they are digits); find it with "
          + "`get_workspace`")
    }
    let json = try workspace.fetch(
      Level.resource.source([Level.argument: text]).route, path: [Level.argument: text],
      naming: argument, as: text)
    // An answer that names no Space says nothing against it.
    if let space = Level.spaceID(of: json) {
      try workspace.requireOwn(space: space, argument: argument, as: text)
    }
    return Self(id: json["id"]?.identifier ?? text, json: json)
  }

  /// What a dry run says was understood; where it holds tasks, how many.
  var understood: JSONValue {
    let count = json["task_count"]?.identifier
    return .string("\(name) (\(id))" + (count.map { ", \($0) tasks" } ?? ""))
  }
}

extension WorkspaceReader {
  /// - Throws: `not_found`, or `invalid_arguments` for what is not an ID.
  func container<Level>(
    _ naming: Naming<NamedContainer<Level>>
  ) throws(ToolError) -> NamedContainer<Level> {
    try naming.found(in: self)
  }
}
