using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Gateway.Admin.Declarations;
using Gateway.Admin.Documents;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Gateway.Policies.Usage;

namespace Gateway.Admin;

/// <summary>
/// JSON of the admin API, of <c>--output json</c> and of the audit log. Unknown fields are refused: a misspelt limit must
/// not count as no limit. By reflection: generated code would set absent init-only members to null instead of their
/// defaults.
/// </summary>
internal static class AdminJson
{
    /// <summary>The options behind every member.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    public static JsonTypeInfo<Budget> Budget { get; } = Of<Budget>();

    public static JsonTypeInfo<Problem> Problem { get; } = Of<Problem>();

    public static JsonTypeInfo<Rotation> Rotation { get; } = Of<Rotation>();

    public static JsonTypeInfo<NewKey> NewKey { get; } = Of<NewKey>();

    public static JsonTypeInfo<KeyDocument> KeyDocument { get; } = Of<KeyDocument>();

    public static JsonTypeInfo<IssuedKey> IssuedKey { get; } = Of<IssuedKey>();

    public static JsonTypeInfo<Page<KeyDocument>> KeyPage { get; } = Of<Page<KeyDocument>>();

    public static JsonTypeInfo<IReadOnlyList<KeyDocument>> KeyList { get; } = Of<IReadOnlyList<KeyDocument>>();

    public static JsonTypeInfo<Page<BudgetDocument>> BudgetPage { get; } = Of<Page<BudgetDocument>>();

    public static JsonTypeInfo<NewTeam> NewTeam { get; } = Of<NewTeam>();

    public static JsonTypeInfo<TeamDocument> TeamDocument { get; } = Of<TeamDocument>();

    public static JsonTypeInfo<Page<TeamDocument>> TeamPage { get; } = Of<Page<TeamDocument>>();

    public static JsonTypeInfo<IReadOnlyList<TeamDocument>> TeamList { get; } = Of<IReadOnlyList<TeamDocument>>();

    public static JsonTypeInfo<PlanSettings> PlanSettings { get; } = Of<PlanSettings>();

    public static JsonTypeInfo<PlanDocument> PlanDocument { get; } = Of<PlanDocument>();

    public static JsonTypeInfo<Page<PlanDocument>> PlanPage { get; } = Of<Page<PlanDocument>>();

    public static JsonTypeInfo<PriceBook> PriceBook { get; } = Of<PriceBook>();

    public static JsonTypeInfo<PriceBookDocument> PriceBookDocument { get; } = Of<PriceBookDocument>();

    public static JsonTypeInfo<Page<AuditDocument>> AuditPage { get; } = Of<Page<AuditDocument>>();

    public static JsonTypeInfo<AuditVerification> AuditVerification { get; } = Of<AuditVerification>();

    public static JsonTypeInfo<UsageDocument> Usage { get; } = Of<UsageDocument>();

    public static JsonTypeInfo<ReconciliationDocument> Reconciliation { get; } = Of<ReconciliationDocument>();

    public static JsonTypeInfo<KeySettings> KeySettings { get; } = Of<KeySettings>();

    public static JsonTypeInfo<TeamSettings> TeamSettings { get; } = Of<TeamSettings>();

    public static JsonTypeInfo<SessionDocument> SessionDocument { get; } = Of<SessionDocument>();

    public static JsonTypeInfo<SessionList> SessionList { get; } = Of<SessionList>();

    public static JsonTypeInfo<Page<AccountDocument>> AccountPage { get; } = Of<Page<AccountDocument>>();

    public static JsonTypeInfo<Page<PoolDocument>> PoolPage { get; } = Of<Page<PoolDocument>>();

    public static JsonTypeInfo<Declaration> Declaration { get; } = Of<Declaration>();

    public static JsonTypeInfo<DeclaredTeam> DeclaredTeam { get; } = Of<DeclaredTeam>();

    private static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        Adopt(options);
        return options;
    }

    /// <summary>Makes other options write and read as this API does.</summary>
    public static void Adopt(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        // Never part of a page, so nothing needs to be escaped for one; names and messages stay readable.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    }
}
