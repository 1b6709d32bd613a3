import JSON

/// One thing that an answer of the real API speaks of.
struct ImportEntity: Sendable {
  /// In the order in which they are written: what others stand in comes before them, and what does
  /// not say of when it is before what does.
  enum Form: Int64, Sendable {
    case workspace, space, folder, list, member, field, tag, task
    /// A task as a row of an export tells it.
    case row
    case comment, timeEntry, checklist
    /// A recorded DELETE; written last.
    case removal
    /// Whose the token was that the answers were asked for with; after the people of Workspaces.
    case authorized
  }

  let form: Form
  let value: JSONValue
  /// Where it belongs by what was asked: `ImportComment.Place`, a List of a member, and a location
  /// ("list/700") of a field. The path of a removal, with its query.
  var place: String?
  /// As of when it is; nil where the answer does not say.
  let date: Int64?
  /// When it was answered, where a recording says so: what it shows stood at that time.
  var answered: Int64?

  init(
    _ form: Form, _ value: JSONValue, at place: String? = nil, on date: Int64? = nil,
    answered: Int64? = nil
  ) {
    self.answered = answered
    self.form = form
    self.value = value
    self.place = place
    self.date =
      date
      ?? Self.dateMember[form].flatMap { value[$0] }.flatMap(BodyValues.wholeNumber)
  }

  private static let dateMember: [Form: String] = [
    .task: "date_updated", .comment: "date", .timeEntry: "at",
  ]

  var kind: ImportReport.Kind {
    switch form {
    case .workspace: .workspaces
    case .space: .spaces
    case .folder: .folders
    case .list: .lists
    case .task, .row: .tasks
    case .comment: .comments
    case .timeEntry: .timeEntries
    case .checklist: .checklists
    case .field: .fields
    case .tag: .tags
    case .member, .authorized: .people
    case .removal: .others
    }
  }
}

/// What was found in a value that is to be imported.
enum ImportFinding: Sendable {
  case entity(ImportEntity)
  /// Something that cannot be used, and why.
  case unusable(ImportReport.Kind, String)
  /// Something for which there is no place here: what, of which thing, and how many.
  case notKept(String, of: String, Int64)
}
