import JSON

/// How a stored value is shown in a task, type by type, and back (an import reads what was shown).
///
/// From the published document's examples: text as it is, `number` as a string, `drop_down` as the
/// order index, `labels` as option IDs, `users` as people, `location` as it was set. From other
/// clients: `checkbox` as "true" or "false". Unverified: `emoji` (a number here) and
/// `manual_progress` (`current` as a string, with the percentage).
struct FieldValueShape {
  let field: FieldDefinition

  /// - Parameters:
  ///   - users: people by ID, as comments and assignees show them.
  ///   - tasks: tasks by ID, as a `tasks` field shows them; one that is gone is left out.
  func shown(
    _ stored: JSONValue, users: [String: JSONValue] = [:], tasks: [String: JSONValue] = [:]
  ) -> JSONValue {
    switch field.type {
    case .dropDown:
      field.option(stored.string ?? "").map { .integer($0.orderIndex) } ?? stored
    case .number, .currency, .date: .string(stored.canonicalString)
    case .checkbox: .string(stored.canonicalString)
    case .users: .array((stored.array ?? []).compactMap { $0.string.flatMap { users[$0] } })
    case .tasks, .listRelationship:
      .array((stored.array ?? []).compactMap { $0.string.flatMap { tasks[$0] } })
    case .manualProgress: progress(stored)
    default: stored
    }
  }

  /// The stored form of what the API showed; nil where it cannot be read.
  func stored(_ shown: JSONValue) -> JSONValue? {
    switch field.type {
    case .dropDown: option(shown)
    case .number, .currency, .date, .emoji:
      // A whole number first: a double holds them up to 2^53 only.
      BodyValues.wholeNumber(shown).map(JSONValue.integer)
        ?? FieldValueReader.anyNumber(shown).flatMap { $0.isFinite ? JSONValue($0) : nil }
    case .checkbox: shown.bool.map(JSONValue.bool) ?? flag(shown.string)
    case .labels: texts(shown.array) { $0.string ?? $0["id"]?.string }
    case .users: texts(shown.array) { BodyValues.wholeNumber($0["id"] ?? $0).map { String($0) } }
    case .tasks, .listRelationship: texts(shown.array) { ($0["id"] ?? $0).string }
    case .attachment:
      shown.array?.allSatisfy { FieldElement.id(of: $0) != nil } == true ? .some(shown) : .none
    case .manualProgress:
      shown["current"].flatMap(FieldValueReader.anyNumber).map { ["current": JSONValue($0)] }
    case .url, .email, .phone, .shortText, .text: shown.string.map(JSONValue.string)
    case .location, .button, .automaticProgress, .votes, .formula, nil: shown
    }
  }

  private func option(_ shown: JSONValue) -> JSONValue? {
    let byID = shown.string.flatMap(field.option)
    let byIndex = BodyValues.wholeNumber(shown).flatMap { index in
      field.options.first { $0.orderIndex == index }
    }
    return (byID ?? byIndex).map { .string($0.id) }
  }

  private func flag(_ text: String?) -> JSONValue? {
    switch text {
    case "true": true
    case "false": false
    default: nil
    }
  }

  private func texts(_ elements: [JSONValue]?, _ id: (JSONValue) -> String?) -> JSONValue? {
    BodyValues.all(elements, id).map { .array($0.map(JSONValue.string)) }
  }

  private func progress(_ stored: JSONValue) -> JSONValue {
    let start = field.configuration["start"]?.number ?? 0
    let end = field.configuration["end"]?.number ?? 100
    let current = stored["current"]?.number ?? start
    let percent = end > start ? (current - start) / (end - start) * 100 : 0
    return [
      "current": .string(JSONValue(current).canonicalString),
      "percent_completed": JSONValue(percent.rounded()),
    ]
  }
}
