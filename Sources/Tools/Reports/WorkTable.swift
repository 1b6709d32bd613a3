import APICore
import JSON

/// What each person has to do and has done, added up.
struct WorkTable {
  private struct Sums {
    var user: JSONValue?
    var open: Int64 = 0
    var due: Int64 = 0
    var overdue: Int64 = 0
    var unestimated: Int64 = 0
    var estimate: Milliseconds = 0
    var dueEstimate: Milliseconds = 0
    var logged: Milliseconds = 0

    mutating func add(_ task: ReportedTask, isDue: Bool, isOverdue: Bool) {
      open += 1
      if isDue { due += 1 }
      if isOverdue { overdue += 1 }
      guard let length = task.estimate else {
        unestimated += 1
        return
      }
      estimate = estimate + length
      if isDue { dueEstimate = dueEstimate + length }
    }

    var members: [String: JSONValue?] {
      [
        "open_tasks": .integer(open), "due_tasks": .integer(due),
        "overdue_tasks": .integer(overdue), "unestimated_tasks": .integer(unestimated),
        "time_estimate": .string(DurationArgument.text(estimate)),
        "due_time_estimate": .string(DurationArgument.text(dueEstimate)),
        "time_logged": .string(DurationArgument.text(logged)),
      ]
    }
  }

  private let span: ClosedRange<Milliseconds>
  private let days: ReportDays
  /// Of whom alone there are rows; of all where it is empty.
  private let asked: Set<String>
  private var people: [String: Sums] = [:]
  private var nobody: Sums?
  private var all = Sums()

  /// - Parameter shown: who has a row in any case.
  init(span: ClosedRange<Milliseconds>, days: ReportDays, asked: [Member], shown: [Member]) {
    (self.span, self.days, self.asked) = (span, days, Set(asked.map(\.id)))
    for member in shown { people[member.id] = Sums(user: member.lean) }
  }

  mutating func add(_ task: ReportedTask) {
    guard task.isOpen else { return }
    let isDue = task.json["due_date"]?.milliseconds.map(span.contains) ?? false
    let isOverdue = days.due(task) == .overdue
    all.add(task, isDue: isDue, isOverdue: isOverdue)
    if task.assignees.isEmpty {
      var sums = nobody ?? Sums()
      sums.add(task, isDue: isDue, isOverdue: isOverdue)
      nobody = sums
    }
    for user in task.assignees {
      change(user) { $0.add(task, isDue: isDue, isOverdue: isOverdue) }
    }
  }

  mutating func add(_ entry: TimeEntry) {
    guard !entry.isRunning, let user = entry.json["user"] else { return }
    all.logged = all.logged + entry.duration
    change(user) { $0.logged = $0.logged + entry.duration }
  }

  private mutating func change(_ user: JSONValue, _ body: (inout Sums) -> Void) {
    guard let id = user["id"]?.identifier, asked.isEmpty || asked.contains(id) else { return }
    var sums = people[id] ?? Sums(user: TaskOutput.user(user))
    body(&sums)
    people[id] = sums
  }

  /// Who has most to do first, nobody last.
  var rows: [JSONValue] {
    func name(_ sums: Sums) -> String { sums.user?["username"]?.string ?? "" }
    let sorted = people.sorted { first, second in
      let (a, b) = (first.value, second.value)
      return (b.open, b.logged, name(a), first.key) < (a.open, a.logged, name(b), second.key)
    }
    let rows = sorted.map {
      JSONValue.present($0.value.members.merging(["user": $0.value.user]) { $1 })
    }
    return rows
      + [nobody].compactMap(\.self).map { sums in
        JSONValue.present(sums.members.merging(["unassigned": true]) { $1 })
      }
  }

  var total: JSONValue { .present(all.members) }
}
