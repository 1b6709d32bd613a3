import APICore
import JSON

/// Where a task that was stored is not what was asked for.
///
/// The service answers 200 to much that it does not do: it ignores unknown values, guests without
/// access, Custom Fields that do not apply; automations change a task the moment it is made.
struct TaskDifferences {
  private let stored: JSONValue
  private let context: ToolContext
  private(set) var sentences: [String] = []

  init(_ stored: JSONValue, _ context: ToolContext) {
    self.stored = stored
    self.context = context
  }

  /// - Parameter description: as it was asked for; the request may carry more.
  mutating func compare(_ request: WriteRequest, description: String?) {
    let sent = request.members
    for field in ResourceField.ofTask {
      guard let asked = field.value(in: sent) else { continue }
      let shown = field.shown(by: stored)
      // Without a time only the day counts.
      let hasTime = sent[field.timeFlag]?.bool ?? true
      let (wanted, found) = (
        context.words(asked, of: field, hasTime), context.words(shown, of: field, hasTime)
      )
      // By its folded name a status was found.
      guard wanted != found, field.kind != .word || TextFold.fold(wanted) != TextFold.fold(found)
      else { continue }
      sentences.append(
        "`\(field.name)`: asked for \(quoted(wanted)), stored is \(quoted(found))")
    }
    if let description,
      description.trimmingWhitespace != (stored["description"]?.string ?? "").trimmingWhitespace
    {
      sentences.append("`description` was stored differently; read it with `get_task`")
    }
    compareThings(of: sent)
  }

  /// What the request names by ID: people, tags and Custom Fields.
  private mutating func compareThings(of sent: JSONObject) {
    if let people = sent["assignees"]?.array {
      compareAssignees(added: people, as: "assignees")
    }
    compareAssignees(
      added: sent["assignees"]?["add"]?.array ?? [], as: "assignees_add",
      removed: sent["assignees"]?["rem"]?.array ?? [], as: "assignees_remove")
    let carried = (stored["tags"]?.array ?? []).compactMap { $0["name"]?.string }
      .map(NameMatch.folded)
    for tag in (sent["tags"]?.array ?? []).compactMap(\.string)
    where !carried.contains(NameMatch.folded(tag)) {
      sentences.append("`tags`: \(quoted(tag)) was not added")
    }
    compareCustomFields((sent["custom_fields"]?.array ?? []).compactMap { $0["id"]?.string })
  }

  private mutating func compareAssignees(
    added: [JSONValue], as adding: String, removed: [JSONValue] = [], as removing: String = ""
  ) {
    let assigned = Set((stored["assignees"]?.array ?? []).compactMap { $0["id"]?.identifier })
    for user in added.compactMap(\.identifier) where !assigned.contains(user) {
      sentences.append(
        "`\(adding)`: user \(user) was not assigned; they may have no access to the List")
    }
    for user in removed.compactMap(\.identifier) where assigned.contains(user) {
      sentences.append("`\(removing)`: user \(user) is still assigned")
    }
  }

  private mutating func compareCustomFields(_ ids: [String]) {
    let fields = stored["custom_fields"]?.array ?? []
    for id in ids {
      let field = fields.first { $0["id"]?.string == id }
      guard field?["value"]?.isNoFieldValue ?? true else { continue }
      sentences.append("`custom_fields`: \(quoted(id)) was not set; set it with `set_custom_field`")
    }
  }
}

extension ToolContext {
  /// A field's value as people read it; the day alone where a date `hasTime` not.
  fileprivate func words(_ value: JSONValue, of field: ResourceField, _ hasTime: Bool) -> String {
    if value.isNull { return "none" }
    switch field.kind {
    case .priority: return value.integer.flatMap(Priority.init(rawValue:))?.name ?? "none"
    case .duration: return value.milliseconds.map { DurationArgument.text($0) } ?? "none"
    // In one notation: 3 and 3.0 are the same.
    case .amount: return value.number.map { JSONValue($0).canonicalString } ?? "none"
    case .date:
      guard let instant = value.milliseconds else { return "none" }
      return hasTime ? text(instant) : CivilTime(instant, in: timeZone).dateText
    default: return value.string ?? value.canonicalString
    }
  }
}

extension String {
  fileprivate var trimmingWhitespace: Substring {
    self[...].drop(while: \.isWhitespace).reversedDrop()
  }
}

extension Substring {
  fileprivate func reversedDrop() -> Substring {
    lastIndex { !$0.isWhitespace }.map { self[...$0] } ?? ""
  }
}
