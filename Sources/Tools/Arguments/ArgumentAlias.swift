import APICore
import JSON

/// What else an argument is called by models that know a tool by its name: `task` for `task_id`.
///
/// Such a word is taken for the argument, and the answer says so, where it can be no other one.
/// A word that stands for several arguments is refused, and so is one beside the argument itself or
/// beside another word for it: which of the two was meant is not known.
struct ArgumentAlias {
  /// Folded, by the word.
  private let arguments: [String: [String]]

  /// - Parameters:
  ///   - properties: the arguments of an object of the schema.
  ///   - tool: nil inside of an argument. There `id` is not the tool's own subject.
  init(properties: JSONObject, tool: String?) {
    let subject = tool.flatMap { $0.split(separator: "_", maxSplits: 1).last }
    var arguments: [String: [String]] = [:]
    // Of a task, `user` could be who made it.
    let isOfPeople = ["get_", "list_"].contains { tool?.hasPrefix($0) == true }
    for (name, property) in properties {
      var words = Self.words(for: name, property, beside: properties)
      if let subject, name == "\(subject)_id" { words.insert("id") }
      if isOfPeople, ["assignee", "assignees"].contains(name) {
        words.formUnion(["user", "person"])
      }
      for word in Set(words.map(Self.folded)) { arguments[word, default: []].append(name) }
    }
    self.arguments = arguments
  }

  /// `members` with each such word replaced by its argument.
  ///
  /// - Returns: besides, what was replaced, in words.
  func applied(
    to members: JSONObject, of properties: JSONObject
  ) -> (members: JSONObject, remarks: [String]) {
    var meant: [String: [String]] = [:]
    for word in members.keys where properties[word] == nil {
      // A sentence repeats it.
      guard word.utf8.count <= 40, word.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x60 }),
        let names = arguments[Self.folded(word)], names.count == 1
      else { continue }
      meant[names[0], default: []].append(word)
    }
    var result = members
    var remarks: [String] = []
    for (name, words) in meant where words.count == 1 && members[name] == nil {
      result[name] = result.removeValue(forKey: words[0])
      remarks.append("`\(words[0])` was read as `\(name)`")
    }
    return (result, remarks.sorted())
  }

  // MARK: Words

  private static func words(
    for name: String, _ property: JSONValue, beside properties: JSONObject
  ) -> Set<String> {
    var words: Set = [name]
    for (ending, others) in endings where name.hasSuffix(ending) {
      let stem = String(name.dropLast(ending.count))
      words.formUnion(others.map { $0.replacing("*", with: stem) })
      // Of a tool that takes a name, `task_name` may be that.
      if ending.hasPrefix("_id"), properties["name"] == nil { words.insert(stem + "_name") }
    }
    if property["type"] == "array" {
      let one = singular(name)
      words.formUnion([one, one + "_id", one + "_ids"])
    }
    for side in ["add", "remove"] where name.hasSuffix("_" + side) {
      let stem = String(name.dropLast(side.count + 1))
      words.formUnion(["\(side)_\(stem)", "\(side)_\(singular(stem))"])
    }
    words.formUnion(others[name] ?? [])
    for (first, last) in spans where properties[first] != nil && properties[last] != nil {
      if name == first { words.insert("from") }
      if name == last { words.formUnion(["to", "until"]) }
    }
    return words
  }

  /// What else the end of a name is; `*` is what stands before it.
  private static let endings: KeyValuePairs<String, [String]> = [
    "_id": ["*"], "_ids": ["*", "*s", "*_id"], "_date": ["*"], "_text": ["*"],
    "_date_gt": ["*_after", "*_date_after"], "_date_lt": ["*_before", "*_date_before"],
  ]

  private static let others = [
    "comment_text": ["text", "message"], "name": ["title"], "field_id": ["custom_field"],
    "order_by": ["sort", "sort_by"],
    "date_created_gt": ["created_after"], "date_created_lt": ["created_before"],
    "date_updated_gt": ["updated_after"], "date_updated_lt": ["updated_before"],
  ]

  private static let spans: KeyValuePairs<String, String> = [
    "start_date": "end_date", "start": "end",
  ]

  private static func singular(_ name: String) -> String {
    if name.hasSuffix("ies") { return name.dropLast(3) + "y" }
    if name.hasSuffix("ses") { return String(name.dropLast(2)) }
    return name.hasSuffix("s") ? String(name.dropLast()) : name
  }

  /// `dueDate` and `due-date` are `due_date`.
  private static func folded(_ word: String) -> String {
    word.lowercased().filter { $0 != "_" && $0 != "-" }
  }
}
