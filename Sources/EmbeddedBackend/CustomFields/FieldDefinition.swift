import JSON

/// One Custom Field: what values it takes, and where it is offered.
struct FieldDefinition: Sendable, Equatable {
  /// One entry of a `drop_down` or `labels` field.
  struct Option: Sendable, Equatable {
    let id: String
    let name: String
    let orderIndex: Int64
  }

  let id: String
  let name: String
  /// The type's name on the wire; `type` is nil where this program does not know it.
  let typeName: String
  let configuration: JSONValue
  let dateCreated: Int64
  let isHiddenFromGuests: Bool
  let isRequired: Bool
  let options: [Option]

  init(
    id: String, name: String, typeName: String, configuration: JSONValue, dateCreated: Int64,
    isHiddenFromGuests: Bool = false, isRequired: Bool = false
  ) {
    self.id = id
    self.name = name
    self.typeName = typeName
    self.configuration = configuration
    self.dateCreated = dateCreated
    self.isHiddenFromGuests = isHiddenFromGuests
    self.isRequired = isRequired
    options = Self.options(in: configuration)
  }

  var type: FieldType? { FieldType(rawValue: typeName) }

  /// The object that "Get Accessible Custom Fields" lists; a task adds the value to it.
  var json: JSONObject {
    [
      "id": .string(id), "name": .string(name), "type": .string(typeName),
      "type_config": configuration, "date_created": .string(String(dateCreated)),
      "hide_from_guests": .bool(isHiddenFromGuests), "required": .bool(isRequired),
    ]
  }

  func option(_ id: String) -> Option? { options.first { $0.id == id } }

  /// `labels` options carry `label` where `drop_down` options carry `name`; the order is a number
  /// in answers and a string in the documentation's examples.
  private static func options(in configuration: JSONValue) -> [Option] {
    (configuration["options"]?.array ?? []).enumerated().compactMap { index, option in
      guard let id = option["id"]?.string else { return nil }
      let name = option["name"]?.string ?? option["label"]?.string ?? ""
      let order = option["orderindex"].flatMap(BodyValues.wholeNumber) ?? Int64(index)
      return Option(id: id, name: name, orderIndex: order)
    }
  }
}
