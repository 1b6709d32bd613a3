import APICore
import JSON

/// What answers one route: everything it needs comes in the context.
typealias RouteFunction = @Sendable (RouteContext) throws(APIError) -> JSONValue

/// Which function answers which route.
///
/// Each resource's folder brings its own table; this is the list of the tables, and nothing else.
enum Router {
  /// Answers `route`, or fails as ClickUp does where there is no such route.
  static func answer(_ route: Route, _ context: RouteContext) throws(APIError) -> JSONValue {
    guard let function = functions[route] else { throw ServiceError.routeNotFound }
    return try function(context)
  }

  /// The routes that this backend answers.
  static var routes: Set<Route> { Set(functions.keys) }

  private static let functions = merged([
    PeopleRoutes.routes,
    SpaceRoutes.routes,
    FolderRoutes.routes,
    ListRoutes.routes,
    TaskRoutes.routes,
    TagRoutes.routes,
    FieldRoutes.routes,
    CommentRoutes.routes,
    DependencyRoutes.routes,
    TimeRoutes.routes,
    TrackedTimeRoutes.routes,
  ])

  /// Two tables that answer one route are a mistake that the test of `tables` finds; the first wins.
  static func merged(_ tables: [[Route: RouteFunction]]) -> [Route: RouteFunction] {
    tables.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
  }
}
