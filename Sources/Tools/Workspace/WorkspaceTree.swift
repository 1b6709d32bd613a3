import APICore
import JSON

/// The Spaces, Folders and Lists of the Workspace, as far as they were asked for.
struct WorkspaceTree: Sendable {
  enum Depth: String, Sendable, Decodable { case spaces, folders, lists }

  struct Status: Sendable, Hashable {
    let name: String
    /// "open", "custom", "done" or "closed".
    let type: String
  }

  struct List: Sendable {
    let id: String
    let name: String
    /// As the service listed them; empty where it did not.
    var statuses: [Status]
  }

  struct Folder: Sendable {
    let id: String
    let name: String
    /// Its own; empty where it has those of its Space.
    let statuses: [Status]
    let lists: [List]
  }

  struct Space: Sendable {
    let id: String
    let name: String
    let statuses: [Status]
    var folders: [Folder] = []
    /// Those that are in no Folder.
    var lists: [List] = []
  }

  var spaces: [Space] = []
  /// How many Lists have statuses of their own that were not read.
  fileprivate(set) var listsUnread = 0
}

extension WorkspaceTree {
  /// Reads the tree: one request for the Spaces, then two a Space.
  ///
  /// - Parameters:
  ///   - spaceIDs: only these Spaces; none for all.
  ///   - limit: of how many Lists their own statuses are read, where an overview leaves them out:
  ///     each is a request.
  static func load(
    to depth: Depth, only spaceIDs: [String] = [], ownStatusesOf limit: Int = .max,
    reading workspace: WorkspaceReader, progress: ProgressReporter? = nil
  ) throws(ToolError) -> WorkspaceTree {
    let answer = try workspace.fetch(
      .getSpaces, path: ["team_id": workspace.workspaceID], query: ["archived": ["false"]])
    var spaces = (answer["spaces"]?.array ?? []).map(Space.init)
    if !spaceIDs.isEmpty { spaces.removeAll { !spaceIDs.contains($0.id) } }
    guard depth != .spaces else { return WorkspaceTree(spaces: spaces) }
    var reading = ListReading(workspace: workspace, requestsLeft: limit)
    for index in spaces.indices {
      let id = spaces[index].id
      let folders = try workspace.fetch(
        .getFolders, path: ["space_id": id], query: ["archived": ["false"]], parts: [])
      for folder in folders["folders"]?.array ?? [] {
        spaces[index].folders.append(try reading.folder(folder, to: depth))
      }
      if depth == .lists {
        let lists = try workspace.fetch(
          .getSpaceLists, path: ["space_id": id], query: ["archived": ["false"]], parts: [])
        spaces[index].lists = try reading.lists(lists["lists"]?.array ?? [])
      }
      progress?.report(
        Double(index + 1), of: Double(spaces.count), "read Space \(index + 1) of \(spaces.count)")
    }
    return WorkspaceTree(spaces: spaces, listsUnread: reading.unread)
  }

  /// One Folder out of the service's answer, its Lists read apart where the answer leaves them out.
  static func folder(
    _ folder: JSONValue, to depth: Depth, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Folder {
    var reading = ListReading(workspace: workspace, requestsLeft: .max)
    return try reading.folder(folder, to: depth)
  }
}

/// Reads Folders and Lists, and of so many Lists the statuses that an overview leaves out.
private struct ListReading {
  let workspace: WorkspaceReader
  var requestsLeft: Int
  var unread = 0

  init(workspace: WorkspaceReader, requestsLeft: Int) {
    (self.workspace, self.requestsLeft) = (workspace, requestsLeft)
  }

  mutating func folder(
    _ folder: JSONValue, to depth: WorkspaceTree.Depth
  ) throws(ToolError) -> WorkspaceTree.Folder {
    let id = folder["id"]?.identifier ?? ""
    var lists: [JSONValue] = []
    if depth == .lists {
      if let inside = folder["lists"]?.array {
        lists = inside
      } else {
        let answer = try workspace.fetch(
          .getFolderLists, path: ["folder_id": id], query: ["archived": ["false"]], parts: [])
        lists = answer["lists"]?.array ?? []
      }
    }
    return WorkspaceTree.Folder(
      id: id, name: folder["name"]?.string ?? "", statuses: WorkspaceTree.Status.all(of: folder),
      lists: try self.lists(lists))
  }

  mutating func lists(_ lists: [JSONValue]) throws(ToolError) -> [WorkspaceTree.List] {
    var result: [WorkspaceTree.List] = []
    for list in lists where list["archived"]?.bool != true {
      var read = WorkspaceTree.List(list)
      // An overview leaves the statuses out; a List with its own is asked for them.
      if read.statuses.isEmpty, list["override_statuses"]?.bool == true {
        if requestsLeft > 0 {
          requestsLeft -= 1
          read = WorkspaceTree.List(
            try workspace.fetch(.getList, path: ["list_id": read.id], parts: []))
        } else {
          unread += 1
        }
      }
      result.append(read)
    }
    return result
  }
}

/// Of one Space, or of one Folder in its Space.
extension WorkspaceTree: Nameable {
  typealias Source = (WorkspaceReader, to: Depth, ProgressReporter?)

  static let kind = ToolCatalogue.Named.container

  static func find(
    _ text: String, argument: String, in source: Source
  ) throws(ToolError) -> WorkspaceTree {
    let (workspace, depth, progress) = source
    var text = text
    if !text.allSatisfy({ $0.isASCII && $0.isNumber }) {
      let places =
        (try SpaceLevel.places(reading: workspace) ?? [])
        + (try FolderLevel.places(reading: workspace) ?? [])
      text =
        try NamedPlace.one(
          text, argument: argument, of: "Space or Folder", in: places, reading: workspace
        ).id
    }
    let tree = try load(to: depth, only: [text], reading: workspace, progress: progress)
    if !tree.spaces.isEmpty { return tree }
    let folder = try NamedFolder.find(text, argument: argument, in: workspace).json
    var parent = try load(
      to: .spaces, only: [folder["space"]?["id"]?.identifier ?? ""], reading: workspace)
    for index in parent.spaces.indices {
      parent.spaces[index].folders = [try self.folder(folder, to: depth, reading: workspace)]
    }
    return parent
  }
}

extension WorkspaceTree {
  var places: [ListPlace] {
    spaces.flatMap { space in
      space.folders.flatMap { folder in
        folder.lists.map {
          ListPlace(id: $0.id, name: $0.name, folder: folder.name, space: space.name)
        }
      }
        + space.lists.map { ListPlace(id: $0.id, name: $0.name, folder: nil, space: space.name) }
    }
  }
}

extension WorkspaceTree.Status {
  static func all(of container: JSONValue) -> [Self] {
    (container["statuses"]?.array ?? []).compactMap { status in
      status["status"]?.string.map { Self(name: $0, type: status["type"]?.string ?? "custom") }
    }
  }
}

extension WorkspaceTree.List {
  init(_ list: JSONValue) {
    id = list["id"]?.identifier ?? ""
    name = list["name"]?.string ?? ""
    statuses = WorkspaceTree.Status.all(of: list)
  }
}

extension WorkspaceTree.Space {
  init(_ space: JSONValue) {
    id = space["id"]?.identifier ?? ""
    name = space["name"]?.string ?? ""
    statuses = WorkspaceTree.Status.all(of: space)
  }
}
