/// Which parts of an entity whoever asks for it looks at, beside what always comes with it: its ID,
/// names, place, status, dates and version.
///
/// A backend to which a part costs something of its own leaves the others out of its answer; the
/// service gives them all, whatever was asked.
public struct EntityParts: OptionSet, Sendable, Hashable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  public static let assignees = EntityParts(rawValue: 1 << 0)
  public static let watchers = EntityParts(rawValue: 1 << 1)
  public static let tags = EntityParts(rawValue: 1 << 2)
  /// Custom Fields, with their values.
  public static let fields = EntityParts(rawValue: 1 << 3)
  /// Dependencies and links.
  public static let relations = EntityParts(rawValue: 1 << 4)
  /// The time that was spent on a task.
  public static let time = EntityParts(rawValue: 1 << 5)
  /// How many tasks a List or Folder holds.
  public static let counts = EntityParts(rawValue: 1 << 6)
  /// The parts that are asked for of the tasks below a task as well.
  public static let subtasks = EntityParts(rawValue: 1 << 8)
  public static let checklists = EntityParts(rawValue: 1 << 9)
  public static let all: EntityParts = [
    .assignees, .watchers, .tags, .fields, .relations, .time, .counts, .subtasks, .checklists,
  ]

  /// Beyond what the service answers to a write: the task's text as it was written, and so all that
  /// reading it back would show.
  public static let markdown = EntityParts(rawValue: 1 << 7)
}
