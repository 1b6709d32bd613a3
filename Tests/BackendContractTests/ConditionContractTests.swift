import APICore
import JSON
import Testing

/// What a search asks of tasks beside their words, held against a filter over all of them that
/// knows nothing of the backends.
@Suite struct ConditionContractTests {
  /// What a test knows of a task that it made.
  private struct Fact {
    let name: String
    var priority: Priority?
    var isAssigned = false
    /// From now, by a clock; nil where there is no due date, or one without a time.
    var dueIn: Int64?
    /// From today.
    var dueDay: Int64?
    var estimate = false
    var tag = false
    var start = false
    var isClosed = false
    /// Whether it is a subtask of the first one.
    var isBelow = false

    var hasDue: Bool { dueIn != nil || dueDay != nil }
    var isOverdue: Bool { !isClosed && (dueIn.map { $0 < 0 } ?? dueDay.map { $0 < 0 } ?? false) }

    /// Everything in every company, so that no two conditions are told apart by chance.
    static let all: [Fact] = (0..<40).map { index in
      var fact = Fact(name: "Task \(index)")
      fact.priority = index % 5 == 0 ? nil : Priority(rawValue: Int64(index % 5))
      fact.isAssigned = index % 2 == 0
      switch index % 7 {
      case 1: fact.dueDay = -1
      case 2: fact.dueDay = 0
      case 3: fact.dueIn = -3_600_000
      case 4: fact.dueIn = 3_600_000
      case 5: fact.dueDay = 1
      default: break
      }
      fact.estimate = index % 3 == 0
      fact.tag = index % 4 < 2
      fact.start = index % 11 < 4
      fact.isClosed = index % 6 == 5
      fact.isBelow = index % 8 == 3
      return fact
    }

    func body(_ workspace: ContractWorkspace, parent: String?) throws -> JSONObject {
      var body: JSONObject = [:]
      if let priority { body["priority"] = .integer(priority.rawValue) }
      if isAssigned { body["assignees"] = [.integer(try workspace.userID())] }
      let now = ContractWorkspace.start.rawValue
      if let dueIn {
        body["due_date"] = .integer(now + dueIn)
        body["due_date_time"] = true
      } else if let dueDay {
        body["due_date"] = .integer(now + dueDay * 86_400_000)
      }
      if estimate { body["time_estimate"] = 3_600_000 }
      if tag { body["tags"] = ["red"] }
      if start { body["start_date"] = .integer(now) }
      if isClosed { body["status"] = "complete" }
      if isBelow, let parent { body["parent"] = .string(parent) }
      return body
    }

    func lacks(_ part: TaskQuery.Part) -> Bool {
      switch part {
      case .dueDate: !hasDue
      case .startDate: !start
      case .assignees: !isAssigned
      case .priority: priority == nil
      case .tags: !tag
      case .timeEstimate: !estimate
      }
    }

    func fits(_ query: TaskQuery, parent: String) -> Bool {
      let isHidden =
        isClosed && !query.includesClosed || isBelow && !query.includesSubtasks
      let people = !query.assignees.isEmpty || query.includesUnassigned
      let isOfPeople =
        isAssigned ? !query.assignees.isEmpty : query.includesUnassigned
      return !isHidden && (!people || isOfPeople)
        && (query.priorities.isEmpty || query.priorities.contains(priority))
        && query.lacking.allSatisfy(lacks) && (query.overdue == nil || isOverdue)
        && (query.parent != parent || isBelow)
    }
  }

  private struct World {
    let workspace: ContractWorkspace
    let parent: String
    let base: TaskQuery
    let overdue: TaskQuery.Overdue

    init(_ subject: ContractSubject) throws {
      workspace = try subject.open()
      var first: String?
      for fact in Fact.all {
        let task = try workspace.createTask(fact.name, try fact.body(workspace, parent: first))
        if first == nil { first = task["id"]?.string }
      }
      parent = try #require(first)
      base = TaskQuery(workspaceID: try workspace.workspaceID())
      // 04:00 of that day in Berlin.
      overdue = TaskQuery.Overdue(now: ContractWorkspace.start, today: 1_769_396_400_000)
    }

    func check(_ query: TaskQuery) throws {
      var query = query
      query.limit = 100
      let page = try workspace.search(query)
      let names = ContractWorkspace.names(["tasks": .array(page.tasks)])
      let expected = Fact.all.filter { $0.fits(query, parent: parent) }.map(\.name)
      #expect(names.sorted() == expected.sorted(), "\(query)")
      #expect(!page.hasMore)
    }
  }

  @Test(arguments: ContractSubject.all)
  func conditionsFindWhatHasThem(_ subject: ContractSubject) throws {
    let world = try World(subject)
    let me = String(try world.workspace.userID())
    let lacking: [Set<TaskQuery.Part>] =
      [[]] + TaskQuery.Part.allCases.map { [$0] } + [[.assignees, .dueDate]]
    for priorities in [[], [.high], [nil], [.urgent, nil]] as [Set<Priority?>] {
      for parts in lacking {
        for people in 0..<4 {
          for isWide in [false, true] {
            var query = world.base
            query.priorities = priorities
            query.lacking = parts
            query.includesUnassigned = people & 1 == 1
            query.assignees = people & 2 == 2 ? [me] : []
            (query.includesClosed, query.includesSubtasks) = (isWide, isWide)
            if people == 0 { query.overdue = world.overdue }
            try world.check(query)
          }
        }
      }
    }
  }

  @Test(arguments: ContractSubject.all)
  func subtasksAreThoseOfTheirParent(_ subject: ContractSubject) throws {
    let world = try World(subject)
    var query = world.base
    (query.parent, query.includesSubtasks) = (world.parent, true)
    try world.check(query)
    query.priorities = [.normal, nil]
    try world.check(query)
    query.parent = "86nobody"
    #expect(try world.workspace.search(query).tasks.isEmpty)
  }

  @Test(arguments: ContractSubject.all)
  func whoMadeATaskIsTold(_ subject: ContractSubject) throws {
    let world = try World(subject)
    var query = world.base
    query.creators = [String(try world.workspace.userID())]
    try world.check(query)
    query.creators = ["1"]
    #expect(try world.workspace.search(query).tasks.isEmpty)
  }

  /// Pages of three neither repeat nor lose a task, and the oldest due date comes first.
  @Test(arguments: ContractSubject.all)
  func pagesAreWhole(_ subject: ContractSubject) throws {
    let world = try World(subject)
    var query = world.base
    query.overdue = world.overdue
    query.includesSubtasks = true
    (query.order, query.isReversed, query.limit) = (.dueDate, true, 3)
    var names: [String] = []
    var dates: [Int64] = []
    while true {
      let page = try world.workspace.search(query)
      names += ContractWorkspace.names(["tasks": .array(page.tasks)])
      dates += page.tasks.compactMap { $0["due_date"]?.string.flatMap { Int64($0) } }
      guard page.hasMore else { break }
      let end: TaskQuery.Position = try #require(page.end ?? page.places.last)
      query.after = end
    }
    let expected = Fact.all.filter { $0.fits(query, parent: "") }.map(\.name)
    #expect(names.sorted() == expected.sorted() && expected.count > 6)
    #expect(dates == dates.sorted() && dates.count == names.count)
  }
}
