using System.Text.Json;
using Gateway.Admin.Documents;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Gateway.Policies.Usage;
using Gateway.Storage;

namespace Gateway.Admin;

/// <summary>Administration of plans and prices on the database.</summary>
internal sealed class PlanAdministration(AdminTransactions transactions, References references) : IPlanAdministration
{
    public Task<AdminResult<Page<PlanDocument>>> ListAsync(CancellationToken cancellationToken) => transactions.ReadAsync<Page<PlanDocument>>(
        async session =>
        {
            var stored = (await DocumentTable.ListAsync(session, DocumentKind.Plan)).Select(PlanOf).ToList();
            var shipped = PlanPresets.All.Where(preset => stored.All(plan => !SameName(plan.Name, preset.Name))).Select(PlanOf);
            return new Page<PlanDocument>([.. shipped, .. stored], null);
        },
        cancellationToken);

    public Task<AdminResult<PlanDocument>> GetAsync(string name, CancellationToken cancellationToken) => transactions.ReadAsync<PlanDocument>(
        async session => await FindAsync(session, name) is { DeletedAt: null } row ? PlanOf(row)
            : PlanPresets.Find(name) is { } preset ? PlanOf(preset)
            : Unknown,
        cancellationToken);

    public Task<AdminResult<PlanDocument>> PutAsync(string name, PlanSettings plan, AdminCall call, CancellationToken cancellationToken) =>
        transactions.WriteAsync(
            new("plan.put", $"{name}\n{JsonSerializer.Serialize(plan, StorageJson.PlanSettings)}", AdminJson.PlanDocument),
            call, change => PutAsync(change, name, plan, call), cancellationToken);

    public Task<AdminResult<PlanDocument>> DeleteAsync(string name, AdminCall call, CancellationToken cancellationToken) =>
        transactions.WriteAsync(new("plan.delete", name, AdminJson.PlanDocument), call, change => DeleteAsync(change, name, call), cancellationToken);

    public Task<AdminResult<PriceBookDocument>> GetPricesAsync(CancellationToken cancellationToken) => transactions.ReadAsync<PriceBookDocument>(
        async session => PricesOf(await DocumentTable.FindAsync(session, DocumentKind.Prices, DocumentKind.OnlyName)), cancellationToken);

    public Task<AdminResult<PriceBookDocument>> PutPricesAsync(PriceBook book, AdminCall call, CancellationToken cancellationToken) =>
        transactions.WriteAsync(
            new("prices.put", JsonSerializer.Serialize(book, StorageJson.PriceBook), AdminJson.PriceBookDocument),
            call, change => PutPricesAsync(change, book, call), cancellationToken);

    private static async Task<AdminResult<PlanDocument>> PutAsync(AdminChange change, string name, PlanSettings plan, AdminCall call)
    {
        var faults = PlanRules.Check(plan);
        if (!SettingsRules.IsName(name))
            faults = faults.Insert(0, new("name", SettingsRules.NameMessage));
        if (!faults.IsEmpty)
            return AdminFault.Invalid(faults);
        var row = await FindAsync(change.Session, name);
        if (IsChanged(row, call))
            return Changed;
        var settings = JsonSerializer.Serialize(plan, StorageJson.PlanSettings);
        if (row is { DeletedAt: null } && row.Settings == settings)
            return PlanOf(row);
        var saved = Next(change, row, DocumentKind.Plan, row?.Name ?? name, settings);
        await DocumentTable.PutAsync(change.Session, saved);
        change.Record("plan.put", saved.Name, row is { DeletedAt: null } ? PlanOf(row) : null, PlanOf(saved), AdminJson.PlanDocument);
        return PlanOf(saved);
    }

    private async Task<AdminResult<PlanDocument>> DeleteAsync(AdminChange change, string name, AdminCall call)
    {
        if (await FindAsync(change.Session, name) is not { DeletedAt: null } row)
            return PlanPresets.Find(name) is null ? Unknown : AdminFault.Conflict("The plan ships with the gateway and cannot be deleted; a stored plan of its name takes its place.");
        if (IsChanged(row, call))
            return Changed;
        if (await references.UseOfAsync(change.Session, row.Name) is { } use)
            return use;
        var saved = Next(change, row, row.Kind, row.Name, row.Settings) with { DeletedAt = change.Milliseconds };
        await DocumentTable.PutAsync(change.Session, saved);
        change.Record("plan.delete", row.Name, PlanOf(row), null, AdminJson.PlanDocument);
        return PlanOf(saved);
    }

    private static async Task<AdminResult<PriceBookDocument>> PutPricesAsync(AdminChange change, PriceBook book, AdminCall call)
    {
        var faults = PriceRules.Check(book);
        if (!faults.IsEmpty)
            return AdminFault.Invalid(faults);
        var row = await DocumentTable.FindAsync(change.Session, DocumentKind.Prices, DocumentKind.OnlyName);
        if (IsChanged(row, call))
            return Changed;
        var settings = JsonSerializer.Serialize(book, StorageJson.PriceBook);
        if (row?.Settings == settings)
            return PricesOf(row);
        var saved = Next(change, row, DocumentKind.Prices, DocumentKind.OnlyName, settings);
        await DocumentTable.PutAsync(change.Session, saved);
        change.Record("prices.put", "prices", row is null ? null : PricesOf(row), PricesOf(saved), AdminJson.PriceBookDocument);
        return PricesOf(saved);
    }

    private static async Task<DocumentRow?> FindAsync(DatabaseSession session, string name) =>
        (await DocumentTable.ListAllAsync(session, DocumentKind.Plan)).Find(row => SameName(row.Name, name));

    private static DocumentRow Next(AdminChange change, DocumentRow? row, string kind, string name, string settings) => new()
    {
        Kind = kind,
        Name = name,
        Settings = settings,
        CreatedAt = row?.CreatedAt ?? change.Milliseconds,
        UpdatedAt = change.Milliseconds,
        Version = (row?.Version ?? 0) + 1,
        Revision = change.Revision,
    };

    private static bool SameName(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static bool IsChanged(DocumentRow? row, AdminCall call) => call.ExpectedVersion is { } expected && expected != (row?.Version ?? 0);

    private static PlanDocument PlanOf(DocumentRow row) => new(JsonSerializer.Deserialize(row.Settings, StorageJson.PlanSettings)!)
    {
        Name = row.Name,
        UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt),
        Version = row.Version,
    };

    private static PlanDocument PlanOf(Plan preset) => new(PlanSettings.Of(preset)) { Name = preset.Name, BuiltIn = true };

    private static PriceBookDocument PricesOf(DocumentRow? row) => row is null ? new(PriceBook.Empty) : new(JsonSerializer.Deserialize(row.Settings, StorageJson.PriceBook)!)
    {
        UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt),
        Version = row.Version,
    };

    private static AdminFault Changed => new(AdminFaultKind.Changed, "It has changed since it was read. Read it again and decide anew.");

    private static AdminFault Unknown => AdminFault.NotFound("There is no such plan.");
}
