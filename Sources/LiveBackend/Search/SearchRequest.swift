import APICore
import JSON

/// The filters of a query as the service's own parameters; the same for every page.
/// https://developer.clickup.com/reference/getfilteredteamtasks
struct SearchRequest: Sendable {
  private let route: Route
  private let path: [String: String]
  private let query: [String: [String]]

  /// - Throws: where archived tasks are wanted of anything but one List: only "Get Tasks" has them.
  init(_ search: TaskQuery) throws(APIError) {
    var query: [String: [String]] = [
      "order_by": [Self.order(search.order)], "reverse": [String(search.isReversed)],
      "subtasks": [String(search.includesSubtasks)],
      "include_closed": [String(search.includesClosed)],
    ]
    query["statuses[]"] = search.statuses
    // The service cannot be asked for what nobody is assigned to.
    if !search.includesUnassigned { query["assignees[]"] = search.assignees }
    query["parent"] = search.parent.map { [$0] }
    let dueBefore = [search.dueBefore, search.overdue?.now].compactMap(\.self).min()
    query["tags[]"] = search.tags.map(TagName.stored)
    for (name, after, before) in [
      ("due_date", search.dueAfter, dueBefore),
      ("date_created", search.createdAfter, search.createdBefore),
      ("date_updated", search.updatedAfter, search.updatedBefore),
    ] {
      query["\(name)_gt"] = after.map { [$0.wire] }
      query["\(name)_lt"] = before.map { [$0.wire] }
    }
    if !search.fieldFilters.isEmpty {
      query["custom_fields"] = [Self.conditions(search.fieldFilters).canonicalString]
    }
    if Self.isOfOneList(search) {
      guard search.listIDs.count == 1, search.folderIDs.isEmpty, search.spaceIDs.isEmpty else {
        throw APIError(
          status: nil, code: nil,
          message: "ClickUp finds archived tasks in one List only: name exactly one in `list_ids`, "
            + "no Folder and no Space, or leave `archived` out")
      }
      route = .getTasks
      path = ["list_id": search.listIDs[0]]
      query["archived"] = search.archived ? ["true"] : nil
      query["include_timl"] = search.includesFurtherLists ? ["true"] : nil
      // "Get Tasks" has no such filter.
      query["parent"] = nil
    } else {
      route = .getTeamTasks
      path = ["team_Id": search.workspaceID]
      query["list_ids[]"] = search.listIDs
      query["project_ids[]"] = search.folderIDs
      query["space_ids[]"] = search.spaceIDs
    }
    self.query = query.filter { !$0.value.isEmpty }
  }

  /// Whether the service cannot be asked for all of a query, so that tasks are looked through.
  static func isPartOf(_ search: TaskQuery) -> Bool {
    search.includesUnassigned || !search.priorities.isEmpty || !search.creators.isEmpty
      || !search.lacking.isEmpty || search.overdue != nil
      || search.excludesDone
      || isOfOneList(search) && search.parent != nil
  }

  /// Whether only "Get Tasks" answers it: it alone has archived tasks, and those that stand in a
  /// List besides their own.
  private static func isOfOneList(_ search: TaskQuery) -> Bool {
    search.archived
      || search.includesFurtherLists && search.listIDs.count == 1 && search.folderIDs.isEmpty
        && search.spaceIDs.isEmpty
  }

  /// Whether tasks are left out that stand in one of the Lists besides their own.
  static func lacksFurtherLists(_ search: TaskQuery) -> Bool {
    search.includesFurtherLists && !search.listIDs.isEmpty && !isOfOneList(search)
  }

  func page(_ number: Int) -> ReadRequest {
    ReadRequest(route, path: path, query: query.merging(["page": [String(number)]]) { $1 })
  }

  /// The service has no relevance; newest first is its own order.
  private static func order(_ order: TaskQuery.Order?) -> String {
    order == .relevance ? "created" : (order ?? .created).rawValue
  }

  private static func conditions(_ filters: [TaskQuery.FieldFilter]) -> JSONValue {
    .array(
      filters.map { filter in
        var condition: JSONValue = [
          "field_id": .string(filter.fieldID), "operator": .string(filter.operation),
        ]
        condition["value"] = filter.value
        return condition
      })
  }
}
