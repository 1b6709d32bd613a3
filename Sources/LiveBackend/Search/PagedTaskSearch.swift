import APICore
import JSON

/// Goes through the service's pages until one page of the answer is full.
///
/// A task's place is its position among all that pass the filters, and its ID, by which the place
/// is found again when tasks came or went before it.
struct PagedTaskSearch {
  /// https://developer.clickup.com/reference/getfilteredteamtasks: 100 tasks a page.
  static let pageSize = 100
  /// Ten requests are a tenth of a minute's on the lowest plan, and take about as many seconds.
  static let mostPages = 10
  /// As many as a page of the API holds.
  static let mostTasks = 100

  private let query: TaskQuery
  private let request: SearchRequest
  private let words: SearchWords
  private let name: SoughtName?
  /// What was looked at and is not called so, for `TaskPage.near`.
  private var others: [JSONValue] = []
  private let read: (ReadRequest) throws(APIError) -> JSONValue
  private var pagesRead = 0

  init(
    query: TaskQuery, request: SearchRequest,
    read: @escaping (ReadRequest) throws(APIError) -> JSONValue
  ) {
    self.query = query
    self.request = request
    self.read = read
    words = SearchWords(query.text ?? "")
    name = query.name.map(SoughtName.init)
  }

  private struct Page {
    let number: Int
    let tasks: [JSONValue]
    let isLast: Bool
  }

  private struct Found {
    let task: JSONValue
    let place: TaskQuery.Position
  }

  mutating func page() throws(APIError) -> TaskPage {
    guard (1...Self.mostTasks).contains(query.limit), query.offset >= 0 else {
      throw APIError(
        status: nil, code: nil, message: "`limit` must be from 1 to \(Self.mostTasks)")
    }
    let typed = try typedTask()
    let typedID = typed?["id"]?.string
    var found: [Found] = []
    if let typed, query.after == nil, query.offset == 0 {
      // Before all others: the next page then begins with them.
      found.append(Found(task: typed, place: TaskQuery.Position(key: .null, row: -1)))
    }
    var toSkip = query.offset
    var examined = 0
    var (page, index) = try beginning()
    var last = TaskQuery.Position(key: .null, row: Int64(page.number * Self.pageSize - 1))
    while true {
      while index < page.tasks.count {
        let task = page.tasks[index]
        let place = TaskQuery.Position(
          key: task["id"] ?? .null, row: Int64(page.number * Self.pageSize + index))
        examined += 1
        index += 1
        if task["id"]?.string != typedID || typedID == nil, fits(task) {
          if toSkip > 0 { toSkip -= 1 } else { found.append(Found(task: task, place: place)) }
        }
        guard found.count <= query.limit else {
          return answer(found.dropLast(), hasMore: true, examined)
        }
        last = place
      }
      if page.isLast { return answer(found[...], hasMore: false, examined) }
      if page.tasks.isEmpty {
        last = TaskQuery.Position(key: .null, row: Int64((page.number + 1) * Self.pageSize - 1))
      }
      guard pagesRead < Self.mostPages else {
        return answer(found[...], hasMore: true, examined, end: last)
      }
      CallContext.current?.report("looked at \(examined) tasks, found \(found.count)")
      page = try fetch(page.number + 1)
      index = 0
    }
  }

  private var isLookedThrough: Bool {
    !words.isEmpty || name != nil || SearchRequest.isPartOf(query)
  }

  private mutating func fits(_ task: JSONValue) -> Bool {
    let listed = ListedTask(task)
    guard listed.fits(query) else { return false }
    guard let name else { return listed.searched.holds(words) }
    if name.isName(of: task) { return true }
    others.append(task)
    return false
  }

  private func answer(
    _ found: ArraySlice<Found>, hasMore: Bool, _ examined: Int, end: TaskQuery.Position? = nil
  ) -> TaskPage {
    var page = TaskPage(
      tasks: found.map(\.task), hasMore: hasMore, places: found.map(\.place),
      examined: isLookedThrough ? examined : nil, end: end,
      near: found.isEmpty ? name?.near(among: others) ?? [] : [])
    page.lacksFurtherLists = SearchRequest.lacksFurtherLists(query)
    if query.showsMatches, !words.isEmpty {
      let finder = WordFinder(words)
      page.matches = page.tasks.map { ListedTask($0).matches(finder) }
    }
    return page
  }

  // MARK: - Where to begin

  /// The page that holds what comes behind `after`, and the index there.
  private mutating func beginning() throws(APIError) -> (Page, Int) {
    guard let after = query.after else { return (try fetch(0), 0) }
    // The cursor comes from outside: a place that no page can have begins at the first.
    let row = Int(clamping: min(max(after.row, -1), Int64(Int32.max)))
    guard row >= 0 else { return (try fetch(0), 0) }
    let number = row / Self.pageSize
    let page = try fetch(number)
    guard let anchor = after.key.string else { return (page, row % Self.pageSize + 1) }
    if let index = Self.index(of: anchor, in: page) { return (page, index + 1) }
    // What was made or deleted meanwhile moved it to a page beside.
    if !page.isLast {
      let next = try fetch(number + 1)
      if let index = Self.index(of: anchor, in: next) { return (next, index + 1) }
    }
    if number > 0 {
      let previous = try fetch(number - 1)
      if let index = Self.index(of: anchor, in: previous) { return (previous, index + 1) }
    }
    // It is gone, and the next one stands in its place.
    return (page, row % Self.pageSize)
  }

  private static func index(of id: String, in page: Page) -> Int? {
    page.tasks.firstIndex { $0["id"]?.string == id }
  }

  private mutating func fetch(_ number: Int) throws(APIError) -> Page {
    let answer = try read(request.page(number))
    pagesRead += 1
    let tasks = answer["tasks"]?.elements ?? []
    return Page(
      number: number, tasks: tasks,
      isLast: answer["last_page"]?.bool ?? (tasks.count < Self.pageSize))
  }

  // MARK: - The task whose ID was typed

  /// The task that the one word is the ID or the address of; whoever types it wants it also where
  /// it is closed, archived or a subtask. Only where nothing else narrows the search, since the
  /// filters are the service's to apply.
  private func typedTask() throws(APIError) -> JSONValue? {
    guard words.words.count == 1, let id = words.words.first?.id, id.isLikely,
      query == Self.plain(like: query)
    else { return nil }
    var parameters: [String: [String]] = [:]
    if id.isCustom {
      parameters = ["custom_task_ids": ["true"], "team_id": [query.workspaceID]]
    }
    for spelling in [id.text, id.otherSpelling].compactMap(\.self) {
      do throws(APIError) {
        let task = try read(
          ReadRequest(.getTask, path: ["task_id": spelling], query: parameters))
        if task["team_id"]?.wireText == query.workspaceID { return task }
      } catch {
        // There is none, or none that the user sees: then it is a word like any other.
        guard let status = error.status, (400...404).contains(status) else { throw error }
      }
    }
    return nil
  }

  /// The same words without any filter.
  private static func plain(like query: TaskQuery) -> TaskQuery {
    var plain = TaskQuery(workspaceID: query.workspaceID)
    plain.text = query.text
    plain.showsMatches = query.showsMatches
    plain.includesClosed = query.includesClosed
    plain.includesSubtasks = query.includesSubtasks
    plain.parts = query.parts
    plain.order = query.order
    plain.isReversed = query.isReversed
    plain.limit = query.limit
    plain.offset = query.offset
    plain.after = query.after
    return plain
  }
}
