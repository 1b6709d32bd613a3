import APICore
import JSON

/// What answers one route: everything it needs comes in the context.
typealias RouteFunction = @Sendable (RouteContext) throws(APIError) -> JSONValue

/// Which function answers which route.
///
/// Each resource's folder brings its own table; this is the list of the tables, and nothing else.
enum RouteTables {
  /// Answers `route`, or fails as ClickUp does where there is no such route.
  static func answer(_ route: Route, _ context: RouteContext) throws(APIError) -> JSONValue {
    guard let function = functions[route] else { throw Refusal.routeNotFound }
    return try function(context)
  }

  /// The routes that this backend answers.
  static var routes: Set<Route> { Set(functions.keys) }

  /// Whether nothing goes into the answer but what the mark of the hierarchy tells of.
  static func isKept(_ request: ReadRequest) -> Bool {
    switch request.route {
    case .getSpaces, .getSpace, .getListFields, .getFolderFields, .getSpaceFields,
      .getTeamFields:
      true
    case .getList, .getSpaceLists, .getFolderLists, .getFolders, .getFolder:
      !request.parts.contains(.counts)
    default: false
    }
  }

  static let tables: [[Route: RouteFunction]] = [
    PeopleRoutes.routes,
    SpaceRoutes.routes,
    FolderRoutes.routes,
    ListRoutes.routes,
    TaskRoutes.routes,
    TaskMove.routes,
    TagRoutes.routes,
    FieldRoutes.routes,
    CommentRoutes.routes,
    ChecklistRoutes.routes,
    DependencyRoutes.routes,
    FurtherListRoutes.routes,
    TimeRoutes.routes,
    TrackedTimeRoutes.routes,
  ]

  /// No route stands in two tables (a test holds that).
  private static let functions = tables.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
}
