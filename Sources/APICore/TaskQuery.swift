import JSON

/// What `search` looks for: the filters of ClickUp's "Get Filtered Team Tasks", plus words.
/// https://developer.clickup.com/reference/getfilteredteamtasks
public struct TaskQuery: Sendable, Hashable {
  public enum Order: String, Sendable, CaseIterable, Decodable {
    case relevance, id, created, updated, dueDate = "due_date"
  }

  /// One condition on one custom field; `operator` as ClickUp writes it (`=`, `ANY`, `RANGE` …).
  public struct FieldFilter: Sendable, Hashable {
    public var fieldID: String
    public var operation: String
    public var value: JSONValue?

    public init(fieldID: String, operation: String, value: JSONValue?) {
      self.fieldID = fieldID
      self.operation = operation
      self.value = value
    }
  }

  public var workspaceID: String
  /// Words that must all occur, each somewhere in the task: in its name, description, comments,
  /// Custom Field values, tags or checklists; nil for any.
  public var text: String?
  /// Whether the answer says where the words stand, and how many more match that are left out.
  public var showsMatches = false
  /// What the whole name must be, as `SoughtName` compares it; not beside `text`.
  public var name: String?
  public var listIDs: [String] = []
  /// Whether tasks match as well that stand in one of `listIDs` besides their own List.
  public var includesFurtherLists = false
  public var folderIDs: [String] = []
  public var spaceIDs: [String] = []
  /// Names, compared without regard to case.
  public var statuses: [String] = []
  /// User IDs; a task matches when any of them is assigned.
  public var assignees: [String] = []
  /// Whether tasks that nobody is assigned to match: beside those of `assignees`, or alone.
  public var includesUnassigned = false
  /// A task matches when it has any of them; nil is none. Empty for any.
  public var priorities: Set<Priority?> = []
  /// User IDs; a task matches when any of them created it.
  public var creators: [String] = []
  /// A task matches when it lacks all of them.
  public var lacking: Set<Part> = []
  /// The ID of the task whose own subtasks are wanted, which `includesSubtasks` shows.
  public var parent: String?
  /// Tag names; a task matches when it carries any of them.
  public var tags: [String] = []
  /// Bounds are exclusive.
  public var dueAfter: Milliseconds?
  public var dueBefore: Milliseconds?
  public var overdue: Overdue?
  public var createdAfter: Milliseconds?
  public var createdBefore: Milliseconds?
  public var updatedAfter: Milliseconds?
  public var updatedBefore: Milliseconds?
  public var includesClosed = false
  /// Whether those are left out that are done, beside those that are closed.
  public var excludesDone = false
  public var includesSubtasks = false
  public var archived = false
  public var fieldFilters: [FieldFilter] = []
  /// nil: relevance where there is `text`, else newest first, as ClickUp orders.
  public var order: Order?
  public var isReversed = false
  public var limit = 25
  public var offset = 0
  /// Where the page before ended; the page begins behind it, whatever was written meanwhile. For
  /// the orders other than relevance, where a backend gives places; `offset` is for the others.
  public var after: Position?

  /// A task's place in an order: what it is ordered by, and its row, which decides between equals.
  public struct Position: Sendable, Hashable {
    /// An ID or milliseconds; null where the task has none.
    public var key: JSONValue
    public var row: Int64

    public init(key: JSONValue, row: Int64) {
      self.key = key
      self.row = row
    }
  }

  /// What of the tasks is looked at.
  public var parts: EntityParts = .all

  public init(workspaceID: String) { self.workspaceID = workspaceID }
}

/// One page of what `search` found.
public struct TaskPage: Sendable {
  /// Tasks in the shape of "Get Tasks".
  public var tasks: [JSONValue]
  public var hasMore: Bool
  /// The place of each task; empty where the next page is found by its offset.
  public var places: [TaskQuery.Position]
  /// How many tasks were looked at, where the backend had to match by itself; nil where an index
  /// did.
  public var examined: Int?
  /// Where the looking ended before everything was looked at, which the next page then begins
  /// behind; nil where the last task of this page is that.
  public var end: TaskQuery.Position?
  /// Whether tasks were left out that stand in one of several Lists besides their own: the service
  /// can be asked for those of one List only.
  public var lacksFurtherLists = false
  /// Where nothing has the name that was asked for: some whose names are near.
  public var near: [JSONValue]
  /// Where the words of the search stand in each task, where that was asked for.
  public var matches: [[TaskMatch]] = []
  /// What else matches, by why it is left out: of a first page for which `showsMatches` asked.
  /// Empty where nobody counted.
  public var hidden: [HiddenTasks] = []

  public init(
    tasks: [JSONValue], hasMore: Bool, places: [TaskQuery.Position] = [], examined: Int? = nil,
    end: TaskQuery.Position? = nil, near: [JSONValue] = []
  ) {
    self.tasks = tasks
    self.hasMore = hasMore
    self.places = places
    self.examined = examined
    self.end = end
    self.near = near
  }
}
