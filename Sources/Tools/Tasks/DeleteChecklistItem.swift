import APICore

/// `delete_checklist_item`: an item with those below it.
enum DeleteChecklistItem: DeletingTool {
  typealias Arguments = OnResource<OnChecklist, ChecklistItemForm>
  static let route = Route.deleteChecklistItem
}
