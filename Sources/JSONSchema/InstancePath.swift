import JSON

/// Where in the instance a run is.
struct InstancePath {
  enum Step {
    case member(String)
    case element(Int)
    /// The name of a member, checked as a value of its own by `propertyNames`.
    case name(String)
  }

  private var steps: [Step] = []

  mutating func enter(_ step: Step) { steps.append(step) }
  mutating func leave() { steps.removeLast() }

  var pointer: String {
    steps.reduce(into: "") { pointer, step in
      switch step {
      case .member(let name), .name(let name): pointer += "/" + JSONPointer.escaped(name)
      case .element(let index): pointer += "/\(index)"
      }
    }
  }

  /// The name of the member that the run is at; nil at an element or at the whole.
  var lastName: String? {
    switch steps.last {
    case .member(let name), .name(let name): name
    case .element, nil: nil
    }
  }

  /// What a sentence calls the value, e.g. "`assignees[2]`".
  var subject: String {
    if case .name(let name) = steps.last { return "the name \(Wording.quoted(name))" }
    return steps.isEmpty ? "the value" : Wording.quoted(spelled)
  }

  /// What a sentence calls the member `name` of the value.
  func subject(ofMember name: String) -> String {
    var path = self
    path.enter(.member(name))
    return path.subject
  }

  private var spelled: String {
    steps.reduce(into: "") { text, step in
      switch step {
      case .member(let name), .name(let name): text += text.isEmpty ? name : "." + name
      case .element(let index): text += "[\(index)]"
      }
    }
  }
}
