import APICore
import JSON

/// A task as the service's lists give it; comments and checklists are not in them, so they are not
/// searched.
struct ListedTask {
  private let task: JSONValue

  init(_ task: JSONValue) { self.task = task }

  private var ids: [String] { ["id", "custom_id"].compactMap { task[$0]?.string } }

  /// In the order in which they are said to match.
  private var texts: [(place: TaskMatch.Place, text: String)] {
    var texts: [(place: TaskMatch.Place, text: String)] = []
    if let name = task["name"]?.string { texts.append((.name, name)) }
    // `text_content` is the description without its Markdown.
    for member in ["text_content", "description"] {
      if let text = task[member]?.string { texts.append((.description, text)) }
    }
    for field in task["custom_fields"]?.array ?? [] {
      let text = FieldWords.text(
        type: field["type"]?.string ?? "", configuration: field["type_config"] ?? .null,
        value: field["value"] ?? .null)
      if let text { texts.append((.field(name: field["name"]?.string ?? ""), text)) }
    }
    return texts + (task["tags"]?.array ?? []).compactMap { $0["name"]?.string }.map { (.tag, $0) }
  }

  /// Whether it is what the query asks for and the service cannot be asked for.
  func fits(_ query: TaskQuery) -> Bool {
    let assignees = task["assignees"]?.array ?? []
    let isAssigned =
      assignees.isEmpty
      || assignees.contains { $0["id"]?.identifier.map(query.assignees.contains) == true }
    let creator = task["creator"]?["id"]?.identifier
    return (!query.includesUnassigned || isAssigned)
      && (query.priorities.isEmpty
        || query.priorities.contains(Priority(shown: task["priority"])))
      && (query.creators.isEmpty || creator.map(query.creators.contains) == true)
      && query.lacking.allSatisfy(lacks)
      && (query.parent == nil || task["parent"]?.identifier == query.parent)
      && (query.overdue.map(isOverdue) ?? true)
      && (isOpen || !query.excludesDone && query.overdue == nil)
  }

  private func lacks(_ part: TaskQuery.Part) -> Bool {
    switch part {
    case .assignees, .tags: (task[part.rawValue]?.array ?? []).isEmpty
    case .timeEstimate: (task[part.rawValue]?.integer ?? 0) == 0
    case .dueDate, .startDate, .priority: task[part.rawValue]?.isNull ?? true
    }
  }

  private func isOverdue(_ overdue: TaskQuery.Overdue) -> Bool {
    guard let due = task["due_date"]?.identifier.flatMap({ Int64($0) }).map({ Milliseconds($0) })
    else { return false }
    return overdue.holds(due)
  }

  private var isOpen: Bool { !["done", "closed"].contains(task["status"]?["type"]?.string) }

  var searched: SearchedText {
    SearchedText(texts.map { TextFold.fold($0.text) }, ids: ids.map(TextFold.fold))
  }

  func matches(_ words: WordFinder) -> [TaskMatch] {
    var places = MatchedPlaces(words)
    places.add(ids: ids)
    for text in texts { places.add(text.place, text.text) }
    return places.matches(haveAllComments: true)
  }
}
