import APICore
import Foundation
import JSON

/// The arguments that `create_task` and `update_task` share, as they were given.
struct TaskFieldArguments: Decodable, Sendable {
  /// By their names, but for what names a thing.
  let given: JSONObject
  let parent: Naming<NamedTask>?

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: ArgumentKey.self)
    let names = ResourceField.ofTask.filter { $0.kind != .sibling && $0.kind != .flag }
      .flatMap(\.arguments)
    var given: JSONObject = [:]
    for name in names + ["description", ResourceField.markdown] {
      given[name] = try members.decodeIfPresent(JSONValue.self, forKey: ArgumentKey(name))
    }
    self.given = given
    parent = try members.decodeIfPresent(Naming.self, forKey: ArgumentKey("parent"))
  }

  func text(_ name: String) -> String? { given[name]?.string }

  /// Without the texts that are empty and say nothing: all of them in a task that is made, and in
  /// an update the Markdown, since only an empty `description` clears.
  func givenTexts(clearing: Bool) -> JSONObject {
    var given = given
    if given[ResourceField.markdown] == "" { given[ResourceField.markdown] = nil }
    if given["description"] == "", !clearing || given[ResourceField.markdown] != nil {
      given["description"] = nil
    }
    return given
  }
}

/// The shared arguments, understood: everything that can be said of them without reading.
struct TaskFields: Sendable {
  /// The members of the request's body; `status` is left to the caller, who knows the List.
  private(set) var body: JSONObject = [:]
  private let given: JSONObject
  /// Whether `none` takes a value away.
  private let clearing: Bool
  private let context: ToolContext

  /// - Throws: `invalid_arguments` with everything that is wrong.
  init(
    _ arguments: TaskFieldArguments, clearing: Bool, _ context: ToolContext
  ) throws(ToolError) {
    given = arguments.givenTexts(clearing: clearing)
    (self.clearing, self.context) = (clearing, context)
    var problems = Problems()
    problems.check(try checkTexts(arguments.parent))
    body["name"] = given["name"]
    // The service takes a blank for "no description", and ignores an empty text.
    body["description"] = given["description"].map { $0 == "" ? " " : $0 }
    body[ResourceField.markdown] = given[ResourceField.markdown]
    for field in ResourceField.ofTask {
      let members = problems.value(try members(of: field)) ?? [:]
      body.merge(members) { $1 }
    }
    try problems.throwIfAny()
  }

  private func members(of field: ResourceField) throws(ToolError) -> JSONObject {
    let (name, flag) = (field.name, given[field.timeFlag]?.bool)
    guard [.priority, .date, .duration, .amount].contains(field.kind) else { return [:] }
    guard let value = given[name] else {
      guard flag == nil else {
        throw ToolError(
          argument: field.timeFlag,
          "`\(field.timeFlag)` says nothing without `\(name)`; give both")
      }
      return [:]
    }
    guard let text = value.string else { return [name: value] }
    if clearing, text.lowercased() == "none" { return [name: .null] }
    guard field.kind == .date else {
      do { return [name: try field.number(value, context)] } catch {
        guard clearing, field.kind == .amount else { throw error }
        throw ToolError(argument: name, "\(error.message), or none to clear it")
      }
    }
    let date = try day(text, hasTime: flag, argument: name)
    return [name: .integer(date.instant.rawValue), field.timeFlag: .bool(date.hasTime)]
  }

  private func day(
    _ text: String, hasTime: Bool?, argument: String
  ) throws(ToolError) -> DateArgument {
    let date = try DateArgument(text, argument: argument, .ahead, context)
    switch hasTime {
    case true where !date.hasTime:
      throw ToolError(
        argument: argument,
        "`\(argument)_time` is true but `\(argument)` \(quoted(text)) has no time of day; "
          + "write it as `\(text)\(date.isInWords ? " " : "T")17:00`, or leave "
          + "`\(argument)_time` out")
    case false: return date.withoutTime(in: context.timeZone)
    default: return date
    }
  }

  private func checkTexts(_ parent: Naming<NamedTask>?) throws(ToolError) {
    if let problem = given["name"]?.string.flatMap({ NameArgument.problem(of: $0) }) {
      throw ToolError(argument: "name", "\(problem); a task needs a title")
    }
    if given["description"] != nil, given[ResourceField.markdown] != nil {
      throw ToolError(
        argument: "markdown_content",
        "`description` and `markdown_content` are the same text in two forms; give one of them")
    }
    if let parent, parent.isNoThing {
      throw ToolError(
        argument: "parent",
        "`parent` must be a task ID; the API has no way to detach a subtask from its parent, so "
          + "leave `parent` out, or name another task")
    }
  }

  /// What a request makes of dates and durations, for people.
  static func understood(_ body: JSONObject, _ context: ToolContext) -> JSONObject {
    var understood: JSONObject = [:]
    for field in ResourceField.ofTask where [.date, .duration].contains(field.kind) {
      guard let value = body[field.name] else { continue }
      let hasTime = body[field.timeFlag]?.bool ?? true
      understood[field.name] =
        value.milliseconds.map { instant in
          field.kind == .date
            ? context.understood(instant, hasTime: hasTime)
            : .string(DurationArgument.text(instant))
        } ?? "none"
    }
    return understood
  }
}

extension DateArgument {
  /// The same day without a time.
  func withoutTime(in zone: TimeZone) -> DateArgument {
    hasTime ? DateArgument(noonOf: CivilTime(instant, in: zone), in: zone) : self
  }
}
