import APICore
import Foundation
import JSON

/// The arguments that `create_task` and `update_task` share, as they were given.
struct TaskFieldArguments: Decodable, Sendable {
  let name: String?
  private(set) var description: String?
  private(set) var markdownContent: String?
  let status: String?
  let priority: String?
  let dueDate: String?
  let dueDateTime: Bool?
  let startDate: String?
  let startDateTime: Bool?
  let timeEstimate: String?
  /// A number, also as text; a word.
  let points: JSONValue?
  let parent: Naming<NamedTask>?

  enum CodingKeys: String, CodingKey {
    case name, description, status, priority, points, parent
    case markdownContent = "markdown_content"
    case dueDate = "due_date"
    case dueDateTime = "due_date_time"
    case startDate = "start_date"
    case startDateTime = "start_date_time"
    case timeEstimate = "time_estimate"
  }
}

extension TaskFieldArguments {
  /// The same without the texts that are empty and say nothing: all of them in a task that is made,
  /// and in an update the Markdown, since only an empty `description` clears.
  fileprivate func withoutEmptyTexts(clearing: Bool) -> TaskFieldArguments {
    var given = self
    if markdownContent?.isEmpty == true { given.markdownContent = nil }
    if description?.isEmpty == true, !clearing || given.markdownContent != nil {
      given.description = nil
    }
    return given
  }
}

/// What to do with a value that a task may be without.
enum ValueChange<Value: Sendable>: Sendable {
  case set(Value)
  case clear

  /// `none` clears, where the tool allows it.
  init(
    _ text: String, clearing: Bool, parse: (String) throws(ToolError) -> Value
  ) throws(ToolError) {
    self = clearing && text.lowercased() == "none" ? .clear : .set(try parse(text))
  }

  func wire(_ form: (Value) -> JSONValue) -> JSONValue {
    switch self {
    case .set(let value): form(value)
    case .clear: .null
    }
  }
}

/// The shared arguments, understood: everything that can be said of them without reading.
struct TaskFields: Sendable {
  let given: TaskFieldArguments
  let priority: ValueChange<Int64>?
  let due: ValueChange<DateArgument>?
  let start: ValueChange<DateArgument>?
  let timeEstimate: ValueChange<Milliseconds>?
  let points: ValueChange<JSONValue>?

  /// - Parameter clearing: whether `none` takes a value away.
  /// - Throws: `invalid_arguments` with everything that is wrong.
  init(
    _ given: TaskFieldArguments, clearing: Bool, _ context: ToolContext
  ) throws(ToolError) {
    let given = given.withoutEmptyTexts(clearing: clearing)
    self.given = given
    var problems = Problems()
    problems.check(try Self.checkTexts(given))
    priority = problems.value(
      try given.priority.map { text throws(ToolError) in
        try ValueChange(text, clearing: clearing) { word throws(ToolError) in
          try PriorityArgument.parse(word)
        }
      })
    due = problems.value(
      try Self.day(
        given.dueDate, hasTime: given.dueDateTime, argument: "due_date", clearing, context))
    start = problems.value(
      try Self.day(
        given.startDate, hasTime: given.startDateTime, argument: "start_date", clearing, context))
    timeEstimate = problems.value(
      try given.timeEstimate.map { text throws(ToolError) in
        try ValueChange(text, clearing: clearing) { word throws(ToolError) in
          try DurationArgument.parse(word, argument: "time_estimate")
        }
      })
    points = problems.value(try Self.points(given.points, clearing))
    try problems.throwIfAny()
  }

  private static func points(
    _ given: JSONValue?, _ clearing: Bool
  ) throws(ToolError) -> ValueChange<JSONValue>? {
    guard let given else { return nil }
    guard let text = given.string else { return .set(given) }
    return try ValueChange(text, clearing: clearing) { word throws(ToolError) in
      do {
        let number = try JSONValue.parse(word)
        if let size = number.number, size.isFinite { return number }
      } catch {}  // not JSON, and so not a number
      throw ToolError(
        argument: "points",
        "`points` \(quoted(word)) is not a number; write digits, e.g. 3 or 0.5"
          + (clearing ? ", or none to clear it" : ""))
    }
  }

  private static func checkTexts(_ given: TaskFieldArguments) throws(ToolError) {
    if let problem = given.name.flatMap({ NameArgument.problem(of: $0) }) {
      throw ToolError(argument: "name", "\(problem); a task needs a title")
    }
    if given.description != nil, given.markdownContent != nil {
      throw ToolError(
        argument: "markdown_content",
        "`description` and `markdown_content` are the same text in two forms; give one of them")
    }
    if let parent = given.parent, parent.isNoThing {
      throw ToolError(
        argument: "parent",
        "`parent` must be a task ID; the API has no way to detach a subtask from its parent, so "
          + "leave `parent` out, or name another task")
    }
  }

  private static func day(
    _ text: String?, hasTime: Bool?, argument: String, _ clearing: Bool, _ context: ToolContext
  ) throws(ToolError) -> ValueChange<DateArgument>? {
    guard let text else {
      guard hasTime == nil else {
        throw ToolError(
          argument: "\(argument)_time",
          "`\(argument)_time` says nothing without `\(argument)`; give both")
      }
      return nil
    }
    return try ValueChange(text, clearing: clearing) { word throws(ToolError) in
      let date = try DateArgument(word, argument: argument, context)
      switch hasTime {
      case true where !date.hasTime:
        throw ToolError(
          argument: argument,
          "`\(argument)_time` is true but `\(argument)` \(quoted(text)) has no time of day; "
            + "write it as `\(text)T17:00`, or leave `\(argument)_time` out")
      case false: return date.withoutTime(in: context.timeZone)
      default: return date
      }
    }
  }
}

extension TaskFields {
  /// The members of the request's body; `status` is left to the caller, who knows the List.
  var body: JSONObject {
    var body: JSONObject = [:]
    body["name"] = given.name.map(JSONValue.string)
    // The service takes a blank for "no description", and ignores an empty text.
    body["description"] = given.description.map { .string($0.isEmpty ? " " : $0) }
    body["markdown_content"] = given.markdownContent.map(JSONValue.string)
    body["priority"] = priority?.wire(JSONValue.integer)
    body["due_date"] = due?.wire { .integer($0.instant.rawValue) }
    body["start_date"] = start?.wire { .integer($0.instant.rawValue) }
    if case .set(let date) = due { body["due_date_time"] = .bool(date.hasTime) }
    if case .set(let date) = start { body["start_date_time"] = .bool(date.hasTime) }
    body["time_estimate"] = timeEstimate?.wire { .integer($0.rawValue) }
    body["points"] = points?.wire { $0 }
    return body
  }

  /// What was made of dates and durations, for people.
  func understood(_ context: ToolContext) -> JSONObject {
    var understood: JSONObject = [:]
    understood["due_date"] = due.map { $0.text(context.understood) }
    understood["start_date"] = start.map { $0.text(context.understood) }
    understood["time_estimate"] = timeEstimate.map {
      $0.text { .string(DurationArgument.text($0)) }
    }
    return understood
  }
}

extension ValueChange {
  fileprivate func text(_ form: (Value) -> JSONValue) -> JSONValue {
    switch self {
    case .set(let value): form(value)
    case .clear: "none"
    }
  }
}

extension DateArgument {
  /// The same day without a time.
  func withoutTime(in zone: TimeZone) -> DateArgument {
    hasTime ? DateArgument(noonOf: CivilTime(instant, in: zone), in: zone) : self
  }
}
