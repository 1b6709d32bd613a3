import APICore
import Hashing
import JSON
import Ledger

/// How much goes with a Space, a Folder or a List that is deleted, and in which state: a yes is to
/// what was shown, so it is good only while the things that go are the same and as they were.
///
/// Counting is bounded, since somebody waits for it and each page is a request to the service.
struct Consequences {
  /// Ten pages of tasks.
  static let tasksAtMost = 1_000
  /// Comments are read task by task, and a page of them at a time. Counting a List with more tasks
  /// than this and counting it again when the yes has come stays within what the lowest plan of the
  /// service allows in a minute; with 100 no such List could ever be deleted there.
  static let commentPagesRead = 40
  /// Archived tasks, and what was said of a List itself, are found in one List at a time: each is a
  /// request more.
  static let listsReadForArchived = 10

  private let workspace: WorkspaceReader
  private var counts: [Kind: Int] = [:]
  /// That was logged on tasks that go.
  private var time = Milliseconds(0)
  private var isComplete = true
  private var commentPages = 0
  /// A task may stand in several Lists, and be found by more than one way.
  private var found: Set<String> = []
  /// As what a task counts that is found, where it stays and only loses what is deleted.
  private var losing: Kind?
  /// One line for each thing that was read, of what would show that it is another or was changed.
  private var traces: [String] = []

  enum Kind: String, CaseIterable {
    case folders, lists, tasks, subtasks, comments, replies, checklists, items
    /// Those that carry a tag.
    case tagged = "tagged_tasks"

    func words(_ count: Int) -> String {
      let (one, several) =
        switch self {
        case .folders, .lists:
          (String(rawValue.capitalized.dropLast()), rawValue.capitalized)
        case .tagged: ("task", "tasks")
        case .replies: ("reply", "replies")
        case .tasks, .subtasks, .comments, .checklists, .items:
          (String(rawValue.dropLast()), rawValue)
        }
      return "\(count) \(count == 1 ? one : several)"
    }
  }

  private init(_ workspace: WorkspaceReader) { self.workspace = workspace }

  /// What goes with what `request` deletes; nothing where it deletes nothing that holds things.
  static func of(
    _ request: WriteRequest, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Consequences {
    guard request.route.effect == .removes, let subject = request.route.subject,
      case .path(let name) = subject.id, let id = request.path[name]
    else { return Consequences(workspace) }
    return switch subject.kind {
    case .space: try ofDeleting(space: id, reading: workspace)
    case .folder: try ofDeleting(folder: id, reading: workspace)
    case .list: try ofDeleting(list: id, reading: workspace)
    case .task: try ofDeleting(task: id, reading: workspace)
    case .comment: try ofDeleting(comment: request.names, reading: workspace)
    case .tag, .checklist, .checklistItem, .field, .timeEntry, .trackedTime:
      try request.route.resource.map { resource throws(ToolError) in
        try ofDeleting(resource, request.names, reading: workspace)
      } ?? Consequences(workspace)
    }
  }

  private static func ofDeleting(
    _ resource: Resource, _ names: Resource.Names, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Consequences {
    var consequences = Consequences(workspace)
    let answer = try workspace.fetch(resource.source(names))
    if let thing = resource.thing(in: answer, names) {
      consequences.add(.items, resource.contents(of: thing).count)
      consequences.traces.append(JSONValue.object(resource.whole(of: thing)).canonicalString)
    }
    if let carriers = resource.named?.carriers, let space = names["space_id"] {
      consequences.losing = .tagged
      let contained: ContainedLists
      do throws(APIError) {
        contained = try ContainedLists.of(space: space, reading: workspace)
      } catch { throw ToolError(error) }
      if !contained.isComplete { consequences.isComplete = false }
      var query = TaskQuery(workspaceID: workspace.workspaceID)
      carriers(names, &query)
      try consequences.addTasks(query, of: contained.lists)
    }
    return consequences
  }

  private static func ofDeleting(
    comment names: [String: String], reading workspace: WorkspaceReader
  ) throws(ToolError) -> Consequences {
    var consequences = Consequences(workspace)
    guard let listed = ListedComment(at: names) else { return consequences }
    let comment = listed.found(in: try workspace.fetch(listed.page))
    let replies = comment?["reply_count"]?.identifier.flatMap { Int($0) } ?? 0
    consequences.add(.replies, replies)
    if replies > 0 { consequences.traces.append("replies \(replies)") }
    return consequences
  }

  static func ofDeleting(
    task id: String, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Consequences {
    var consequences = Consequences(workspace)
    let task = try workspace.fetch(
      .getTask, path: ["task_id": id], query: ["include_subtasks": ["true"]])
    try consequences.addContents(of: task)
    for subtask in task["subtasks"]?.array ?? [] { try consequences.add(subtask) }
    return consequences
  }

  static func ofDeleting(
    space id: String, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Consequences {
    try ofDeleting(
      \.spaceIDs, id, holding: try ContainedLists.of(space: id, reading: workspace),
      reading: workspace)
  }

  static func ofDeleting(
    folder id: String, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Consequences {
    try ofDeleting(
      \.folderIDs, id, holding: try ContainedLists.of(folder: id, reading: workspace),
      reading: workspace)
  }

  private static func ofDeleting(
    _ places: WritableKeyPath<TaskQuery, [String]>, _ id: String,
    holding lists: @autoclosure () throws(APIError) -> ContainedLists,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> Consequences {
    var consequences = Consequences(workspace)
    let contained: ContainedLists
    do throws(APIError) { contained = try lists() } catch { throw ToolError(error) }
    consequences.add(contained)
    var query = TaskQuery(workspaceID: workspace.workspaceID)
    query[keyPath: places] = [id]
    try consequences.addTasks(query, of: contained.lists)
    return consequences
  }

  static func ofDeleting(
    list id: String, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Consequences {
    var consequences = Consequences(workspace)
    var query = TaskQuery(workspaceID: workspace.workspaceID)
    query.listIDs = [id]
    try consequences.addTasks(query, of: [ContainedLists.List(id: id, name: "", isArchived: false)])
    return consequences
  }

  private mutating func add(_ kind: Kind, _ count: Int) { counts[kind, default: 0] += count }

  private mutating func add(_ contained: ContainedLists) {
    add(.folders, contained.folders.count)
    add(.lists, contained.lists.count)
    if !contained.isComplete { isComplete = false }
    for folder in contained.folders { traces.append("folder \(folder.id) \(folder.name)") }
    for list in contained.lists { traces.append("list \(list.id) \(list.name)") }
  }

  /// - Parameters:
  ///   - query: finds what is not archived, all at once.
  ///   - lists: where archived tasks may be; whether the tasks of an archived List are found
  ///     without asking for that List is not known of the service.
  private mutating func addTasks(
    _ query: TaskQuery, of lists: [ContainedLists.List]
  ) throws(ToolError) {
    try addTasks(query)
    for list in lists.prefix(Self.listsReadForArchived) {
      if losing == nil { try addComments(of: .list(list.id)) }
      for archived in list.isArchived ? [false, true] : [true] {
        var query = query
        (query.spaceIDs, query.folderIDs, query.listIDs) = ([], [], [list.id])
        query.archived = archived
        try addTasks(query)
      }
    }
    if lists.count > Self.listsReadForArchived { isComplete = false }
  }

  private mutating func addTasks(_ query: TaskQuery) throws(ToolError) {
    var query = query
    query.includesClosed = true
    query.includesSubtasks = true
    // What was changed since the question comes first, so that it is seen however much there is.
    query.order = .updated
    query.limit = 100
    var hasMore = true
    while hasMore, found.count < Self.tasksAtMost {
      let page = try workspace.find(query)
      for task in page.tasks { try add(task) }
      query.begin(at: SearchPlace(after: page.tasks.count, of: page, query))
      hasMore = page.hasMore && !page.tasks.isEmpty
    }
    if hasMore { isComplete = false }
  }

  private mutating func add(_ task: JSONValue) throws(ToolError) {
    let id = task["id"]?.identifier ?? ""
    guard found.insert(id).inserted else { return }
    if let losing {
      add(losing, 1)
      traces.append("task \(id)")
      return
    }
    add(task["parent"]?.string == nil ? .tasks : .subtasks, 1)
    traces.append("task \(id) \(task["date_updated"]?.identifier ?? "")")
    try addContents(of: task)
  }

  private mutating func addContents(of task: JSONValue) throws(ToolError) {
    let checklists = task["checklists"]?.array ?? []
    add(.checklists, checklists.count)
    traces += checklists.map { JSONValue.object(Resource.checklist.whole(of: $0)).canonicalString }
    let spent = task["time_spent"]?.milliseconds ?? 0
    time = time + spent
    if spent > 0 { traces.append("time \(spent.wire)") }
    try addComments(of: .task(task["id"]?.identifier ?? ""))
  }

  private mutating func addComments(of listing: CommentListing) throws(ToolError) {
    var position: CommentPosition?
    repeat {
      guard commentPages < Self.commentPagesRead else {
        isComplete = false
        return
      }
      commentPages += 1
      let page = try workspace.fetch(listing.page(behind: position))
      let comments = page["comments"]?.array ?? []
      add(.comments, comments.count)
      for comment in comments {
        let replies = comment["reply_count"]?.identifier.flatMap { Int($0) } ?? 0
        add(.replies, replies)
        traces.append(
          "comment \(comment["id"]?.identifier ?? "") \(comment["comment_text"]?.string ?? "")"
            + (replies > 0 ? " \(replies)" : ""))
      }
      position =
        comments.count < CommentListing.pageSize ? nil : CommentPosition(endOf: comments)
    } while position != nil
  }

  /// `{"lists": 2, "tasks": 14, "logged_time"?: "3h", "at_least"?: true}`, each kind that there is.
  var json: JSONObject {
    var json: JSONObject = [:]
    for (kind, count) in counts where count > 0 { json[kind.rawValue] = .integer(Int64(count)) }
    if time > 0 { json["logged_time"] = .string(DurationArgument.text(time)) }
    if !isComplete { json["at_least"] = true }
    return json
  }

  /// Changes whenever one of the things that were read does; nil where none was.
  var state: String? {
    guard !traces.isEmpty else { return nil }
    return SHA256.hash(JSONValue.array(traces.sorted().map(JSONValue.string)).canonicalBytes).hex
  }

  /// For people; nil where nothing goes.
  static func sentence(_ json: JSONValue?) -> String? {
    func words(_ kind: Kind) -> String? {
      json?[kind.rawValue]?.integer.map { kind.words(Int($0)) }
    }
    func bounded(_ words: String) -> String {
      json?["at_least"] == true ? "At least \(words)" : words
    }
    if let losing = words(.tagged) { return "\(bounded(losing)) would lose it." }
    let time = json?["logged_time"]?.string.map { "\($0) of logged time" }
    let parts = Kind.allCases.compactMap(words) + [time].compactMap(\.self)
    guard let last = parts.last else { return nil }
    let first = parts.dropLast().joined(separator: ", ")
    return "\(bounded(first.isEmpty ? last : "\(first) and \(last)")) would go with it."
  }
}

extension PlannedWrite {
  func taking(_ consequences: Consequences) -> PlannedWrite {
    taking(consequences.json, state: consequences.state)
  }
}
