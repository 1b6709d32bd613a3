import APICore

/// `delete_checklist`: a checklist with its items.
enum DeleteChecklist: DeletingTool {
  typealias Arguments = OnChecklist
  static let route = Route.deleteChecklist
}
