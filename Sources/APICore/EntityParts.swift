/// Which parts of an entity whoever asks for it looks at, beside what always comes with it: its ID,
/// names, place, status, dates and version.
///
/// A backend to which a part costs something of its own leaves the others out of its answer; the
/// service gives them all, whatever was asked.
public struct EntityParts: OptionSet, Sendable, Hashable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  /// One bit each.
  private enum Part: Int, CaseIterable {
    case assignees, watchers, tags, fields, relations, time, counts, markdown, subtasks, checklists
    case furtherLists
  }

  private init(part: Part) { self.init(rawValue: 1 << part.rawValue) }

  public static let assignees = EntityParts(part: .assignees)
  public static let watchers = EntityParts(part: .watchers)
  public static let tags = EntityParts(part: .tags)
  /// Custom Fields, with their values.
  public static let fields = EntityParts(part: .fields)
  /// Dependencies and links.
  public static let relations = EntityParts(part: .relations)
  /// The time that was spent on a task.
  public static let time = EntityParts(part: .time)
  /// How many tasks a List or Folder holds.
  public static let counts = EntityParts(part: .counts)
  /// The parts that are asked for of the tasks below a task as well.
  public static let subtasks = EntityParts(part: .subtasks)
  public static let checklists = EntityParts(part: .checklists)
  /// The Lists in which a task stands besides its own.
  public static let furtherLists = EntityParts(part: .furtherLists)
  /// Beyond what the service answers to a write: the task's text as it was written, and so all that
  /// reading it back would show.
  public static let markdown = EntityParts(part: .markdown)

  /// All that the service answers to a write.
  public static let all = Part.allCases.reduce(into: EntityParts()) { all, part in
    if part != .markdown { all.insert(EntityParts(part: part)) }
  }
}
