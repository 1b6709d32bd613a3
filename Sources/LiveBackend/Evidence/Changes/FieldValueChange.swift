import APICore
import JSON

// The values of Custom Fields.
extension ChangeTrace {
  static let setFieldValue = ChangeTrace(
    source: { .task(of: $0) }, thing: field,
    aspects: { request, field, caller in
      WantedFieldValue(request.members).aspects(in: field, caller)
    },
    response: { _, _ in [:] })

  static let removeFieldValue = ChangeTrace(
    source: { .task(of: $0) }, thing: field,
    aspects: { _, field, caller in WantedFieldValue(["value": .null]).aspects(in: field, caller) },
    response: { _, _ in [:] })

  /// A task shows every field that is offered where it stands, those without a value too.
  private static let field: @Sendable (JSONValue, WriteRequest) -> JSONValue? = { task, request in
    task["custom_fields"]?.elements.first { $0["id"]?.string == request.path["field_id"] }
  }
}

/// What a request sets a Custom Field to, type by type.
private struct WantedFieldValue {
  private let wanted: JSONValue
  private let hasTime: Bool

  init(_ body: JSONObject) {
    wanted = body["value"] ?? .null
    hasTime = body["value_options"]?["time"]?.bool ?? false
  }

  /// None where the type's value cannot be told from what is shown.
  func aspects(in field: JSONValue, _ caller: Caller) -> [Aspect] {
    if wanted.isNull {
      return [
        .value("value", .null) { field in
          field["value"]?.isNoFieldValue != false ? .null : Self.digest(field)
        }
      ]
    }
    switch field["type"]?.string {
    case "users", "tasks", "list_relationship", "attachment":
      return Aspect.elements("value", wanted) { $0["value"] }
    case "date":
      return [.date("value", wanted, hasTime: hasTime, caller) { $0["value"] }]
    case "number", "currency", "emoji": return [.number("value", wanted) { $0["value"] }]
    case "manual_progress":
      return [
        .number("value", wanted["current"] ?? .null) { $0["value"]?["current"] }
      ]
    case "text", "short_text", "url", "email", "phone":
      return [.text("value", wanted.string ?? "") { $0["value"]?.string }]
    case "checkbox":
      return [.value("value", Self.flag(wanted)) { Self.flag($0["value"]) }]
    case "drop_down":
      return [.value("value", Self.option(wanted, in: field)) { Self.option($0["value"], in: $0) }]
    case "labels":
      return [.value("value", Self.set(wanted)) { Self.set($0["value"]) }]
    case "location":
      return [.value("value", Self.place(wanted)) { Self.place($0["value"]) }]
    default: return []
    }
  }

  /// Not null, and another one for each value.
  private static func digest(_ field: JSONValue) -> JSONValue {
    .string((field["value"] ?? .null).canonicalString)
  }

  /// A checkbox is shown as a string; one that was never set is not checked.
  private static func flag(_ value: JSONValue?) -> JSONValue {
    .bool(value == true || value == "true")
  }

  /// Set by its ID or its place in the order, and shown as either.
  private static func option(_ value: JSONValue?, in field: JSONValue) -> JSONValue {
    guard let value, !value.isNull else { return .null }
    let options = field["type_config"]?["options"]?.elements ?? []
    let option =
      options.first { $0["id"] == value }
      ?? options.first {
        value.wireInteger != nil && $0["orderindex"]?.wireInteger == value.wireInteger
      }
    return option?["id"] ?? value
  }

  private static func set(_ value: JSONValue?) -> JSONValue {
    let ids = (value?.elements ?? []).compactMap { ($0["id"] ?? $0).wireText }
    return .array(Set(ids).sorted().map(JSONValue.string))
  }

  /// The service adds to a place what it knows of it.
  private static func place(_ value: JSONValue?) -> JSONValue {
    guard let place = value?["location"] else { return .null }
    return [place["lat"]?.wireNumber ?? .null, place["lng"]?.wireNumber ?? .null]
  }
}
