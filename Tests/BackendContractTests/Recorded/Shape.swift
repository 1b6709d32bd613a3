import JSON

/// What several answers of one operation have in common: which members they have, of which types.
///
/// A place is a JSON pointer with `*` for each element of an array.
struct Shape {
  private var types: [String: Set<String>] = [:]
  /// How many objects stand at a place, and in how many of them a member.
  private var objects: [String: Int] = [:]
  private var members: [String: [String: Int]] = [:]

  init(of answers: [JSONValue]) {
    for answer in answers { add(answer, at: "") }
  }

  private mutating func add(_ value: JSONValue, at place: String) {
    let type = value.typeName == "integer" ? "number" : value.typeName
    types[place, default: []].insert(type)
    switch value {
    case .array(let elements):
      for element in elements { add(element, at: place + "/*") }
    case .object(let members):
      objects[place, default: 0] += 1
      for (name, member) in members {
        self.members[place, default: [:]][name, default: 0] += 1
        add(member, at: "\(place)/\(name)")
      }
    default: break
    }
  }

  /// How this one differs from the recorded one: a member that every recorded object has and one
  /// of these has not, a member that none of the recorded has, and a value of another type. What
  /// was null or empty wherever it was recorded says nothing of its type.
  func differences(from recorded: Shape) -> Set<String> {
    var differences: Set<String> = []
    for (place, count) in objects {
      guard let recordedCount = recorded.objects[place] else { continue }
      let own = members[place] ?? [:]
      let theirs = recorded.members[place] ?? [:]
      for (name, seen) in theirs where seen == recordedCount && own[name] ?? 0 < count {
        differences.insert("\(place)/\(name) is missing")
      }
      for name in own.keys where theirs[name] == nil {
        differences.insert("\(place)/\(name) was not recorded")
      }
    }
    for (place, own) in types {
      let theirs = (recorded.types[place] ?? []).subtracting(["null"])
      let wrong = own.subtracting(["null"]).subtracting(theirs)
      guard !theirs.isEmpty, !wrong.isEmpty else { continue }
      differences.insert(
        "\(place) is \(wrong.sorted().joined(separator: " or ")), recorded as "
          + theirs.sorted().joined(separator: " or "))
    }
    return differences
  }
}
