import APICore
import JSON

/// A kind of thing that holds others.
protocol ContainerLevel: ResourceForm {
  /// The Space that it is, or stands in.
  static func spaceID(of container: JSONValue) -> String?
  /// Those of the Workspace that are not archived; nil where they are named by ID alone.
  static func places(reading workspace: WorkspaceReader) throws(ToolError) -> [NamedPlace]?
}

extension ContainerLevel {
  static var argument: String { resource.idName }
  static var name: String { resource.kind.words }
  static var place: String { "the Workspace" }
  static var shownBy: String { "get_workspace" }

  static func spaceID(of container: JSONValue) -> String? { container["space"]?["id"]?.identifier }

  static func places(reading workspace: WorkspaceReader) throws(ToolError) -> [NamedPlace]? { nil }
}

enum SpaceLevel: ContainerLevel {
  static let resource = Resource.space
  static let kind = ToolCatalogue.Named.space

  static func spaceID(of container: JSONValue) -> String? { container["id"]?.identifier }

  static func lean(_ space: JSONValue, _ context: ToolContext) -> JSONValue? {
    HierarchyOutput.space(space)
  }

  static func places(reading workspace: WorkspaceReader) throws(ToolError) -> [NamedPlace]? {
    try WorkspaceTree.load(to: .spaces, reading: workspace).spaces.map { space in
      NamedPlace(id: space.id, name: space.name, path: space.name)
    }
  }
}

enum FolderLevel: ContainerLevel {
  static let resource = Resource.folder
  static let kind = ToolCatalogue.Named.folder

  static func lean(_ folder: JSONValue, _ context: ToolContext) -> JSONValue? {
    HierarchyOutput.folder(folder)
  }

  static func places(reading workspace: WorkspaceReader) throws(ToolError) -> [NamedPlace]? {
    try WorkspaceTree.load(to: .folders, reading: workspace).spaces.flatMap { space in
      space.folders.map {
        NamedPlace(id: $0.id, name: $0.name, path: "\(space.name) / \($0.name)")
      }
    }
  }
}

enum ListLevel: ContainerLevel {
  static let resource = Resource.list
  static let kind = ToolCatalogue.Named.listID

  static func lean(_ list: JSONValue, _ context: ToolContext) -> JSONValue? {
    HierarchyOutput.list(list, context)
  }
}

/// Named by its ID alone, where a name could be that of another.
enum ByIDAlone<Level: ContainerLevel>: ContainerLevel {
  static var resource: Resource { Level.resource }
  static var kind: ToolCatalogue.Named { Level.kind }

  static func spaceID(of container: JSONValue) -> String? { Level.spaceID(of: container) }

  static func lean(_ thing: JSONValue, _ context: ToolContext) -> JSONValue? {
    Level.lean(thing, context)
  }
}

typealias NamedSpace = NamedContainer<SpaceLevel>
typealias NamedFolder = NamedContainer<FolderLevel>
/// A List by its ID alone, where a name could be that of another; else `NamedList`.
typealias NamedListID = NamedContainer<ListLevel>

/// A Space, Folder or List that an argument named, read so that a wrong ID, or one of another
/// Workspace, is refused in the words of the argument, and so that a dry run can show the name.
///
/// By its ID, or a Space by its name and a Folder by its name or path (`Space / Folder`), as Lists
/// are (`NamedList`).
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
    var missing: ToolError?
    if !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }) {
      do throws(ToolError) {
        return try read(text, argument: argument, as: text, in: workspace)
      } catch {
        guard error.code == .notFound else { throw error }
        missing = error  // digits may still be a name
      }
    }
    guard let places = try Level.places(reading: workspace) else {
      throw missing
        ?? ToolError(
          argument: argument,
          "`\(argument)` \(quoted(text)) is not an ID (they are digits); find it with "
            + "`get_workspace`")
    }
    if let missing, NamedPlace.matches(text, in: places).isEmpty { throw missing }
    let match = try NamedPlace.one(
      text, argument: argument, of: Level.name, in: places, reading: workspace)
    return try read(match.id, argument: argument, as: text, in: workspace)
  }

  private static func read(
    _ id: String, argument: String, as text: String, in workspace: WorkspaceReader
  ) throws(ToolError) -> Self {
    let json = try workspace.fetch(
      Level.resource.source([Level.argument: id]).route, path: [Level.argument: id],
      naming: argument, as: text)
    // An answer that names no Space says nothing against it.
    if let space = Level.spaceID(of: json) {
      try workspace.requireOwn(space: space, argument: argument, as: text)
    }
    return Self(id: json["id"]?.identifier ?? id, json: json)
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
