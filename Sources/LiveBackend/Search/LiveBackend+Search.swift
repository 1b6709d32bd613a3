import APICore
import JSON

extension LiveBackend {
  /// Pages through "Get Filtered Team Tasks" and matches the words itself, of a bounded number of
  /// tasks: the API has no search by text.
  ///
  /// - Throws: also where the service could not answer the query as it is meant: `archived` beyond
  ///   one List, an unknown Custom Field.
  public func search(_ query: TaskQuery) throws(APIError) -> TaskPage {
    let request = try SearchRequest(query)
    if !query.fieldFilters.isEmpty { try checkFields(of: query) }
    var search = PagedTaskSearch(query: query, request: request) { request throws(APIError) in
      try read(request)
    }
    return try search.page()
  }

  /// One field that does not exist makes the service drop every condition on fields, and answer
  /// everything.
  private func checkFields(of query: TaskQuery) throws(APIError) {
    var routes = query.listIDs.map { ReadRequest(.getListFields, path: ["list_id": $0]) }
    if routes.isEmpty {
      routes = query.folderIDs.map { ReadRequest(.getFolderFields, path: ["folder_id": $0]) }
      routes += query.spaceIDs.map { ReadRequest(.getSpaceFields, path: ["space_id": $0]) }
      routes.append(ReadRequest(.getTeamFields, path: ["team_id": query.workspaceID]))
    }
    var known: Set<String> = []
    for route in routes {
      known.formUnion(try read(route)["fields"]?.elements.compactMap { $0["id"]?.string } ?? [])
    }
    for filter in query.fieldFilters where !known.contains(filter.fieldID) {
      throw APIError(
        status: nil, code: nil,
        message:
          "`\(filter.fieldID)` is not a Custom Field of what is searched, and the service would "
          + "ignore all conditions on fields; "
          + (query.listIDs.isEmpty ? "a List's own fields need `list_ids`" : "check its ID"))
    }
  }
}
