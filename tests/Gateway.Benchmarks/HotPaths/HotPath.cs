using System.Collections.Immutable;
using System.Text;
using Gateway.Benchmarks.Http;
using Gateway.Benchmarks.Metering;
using Gateway.Benchmarks.Relay;
using Gateway.Policies.Admission;
using Gateway.Policies.Budgets;
using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Gateway.Policies.Validation;

namespace Gateway.Benchmarks.HotPaths;

/// <summary>What runs for every request, each as one operation on ready-made input.</summary>
internal static class HotPath
{
    private static readonly byte[] ChatBody = Encoding.UTF8.GetBytes(
        """{"model":"electron","stream":true,"temperature":0.4,"messages":[{"role":"system","content":"You run the front desk of a small hotel."},{"role":"user","content":"Is there a room on Saturday? Für zwei Personen, bitte."}]}""");

    private static readonly byte[] SpeechBody = Encoding.UTF8.GetBytes(
        """{"text":"Thanks, one moment please.","voice_id":"magnus","sample_rate":24000,"output_format":"pcm","speed":1.1,"language":"en"}""");

    private static readonly JsonRules ChatRules = WavesContracts.Find("L1")!.JsonRules!;
    private static readonly JsonRules SpeechRules = WavesContracts.Find("T1")!.JsonRules!;
    private static readonly string Secret = VirtualKeySecret.Create();
    private static readonly string Stranger = VirtualKeySecret.Create();
    private static readonly WavesContract Speech = WavesContracts.Find("T1")!;
    private static readonly BudgetBook Book = new(TimeProvider.System);
    private static readonly VirtualKey Limited = new()
    {
        Id = "key_1",
        Team = "support",
        Budgets = [new(BudgetUnit.Characters, BudgetPeriod.Day, 1_000), new(BudgetUnit.Money, BudgetPeriod.Month, 10)],
        TeamBudgets = [new(BudgetUnit.Money, BudgetPeriod.Total, 1_000)],
    };

    private static readonly VirtualKeySnapshot Keys = Snapshot(100_000);
    private static readonly MemoryAdmissionStore Store = new(new AdmissionRules(), TimeProvider.System);
    private static readonly AdmissionRequest Work = new()
    {
        Id = "",
        Account = "acme",
        Levels = ImmutableArray.Create(
            new AdmissionLevel(LimitLevel.Account, "chat", new LimitSet { Slots = 20 }),
            new AdmissionLevel(LimitLevel.Team, "support", LimitSet.None),
            new AdmissionLevel(LimitLevel.Key, "key_1", new LimitSet { Slots = 5 })),
        Units = AdmissionUnits.Request | AdmissionUnits.Slot,
        Team = "support",
    };

    /// <summary>Every hot path by the name that the budget knows.</summary>
    public static IReadOnlyList<(string Name, Action Operation)> All { get; } =
    [
        ("validation: judge a chat body", JudgeChat),
        ("validation: judge a speech body", JudgeSpeech),
        ("caller: find a key among 100,000", FindKey),
        ("caller: miss a key among 100,000", MissKey),
        ("budgets: check a limited key", CheckBudget),
        ("admission: admit and release in memory", AdmitAndRelease),
        .. MeteringHotPath.All,
        .. RelayHotPath.All,
        .. CallHotPath.All,
    ];

    public static void JudgeChat()
    {
        if (ChatRules.Judge(ChatBody, "", out _) is not null)
            throw new InvalidOperationException("The chat body is refused.");
    }

    public static void JudgeSpeech()
    {
        if (SpeechRules.Judge(SpeechBody, "", out _) is not null)
            throw new InvalidOperationException("The speech body is refused.");
    }

    public static void FindKey()
    {
        if (Keys.Find(Secret) is null)
            throw new InvalidOperationException("The key is not found.");
    }

    public static void MissKey()
    {
        if (Keys.Find(Stranger) is not null)
            throw new InvalidOperationException("A key is found that is not there.");
    }

    public static void CheckBudget()
    {
        if (Book.Check(Limited, Speech).Level is not BudgetLevel.Fine)
            throw new InvalidOperationException("A budget that nothing was spent of is used up.");
    }

    public static void AdmitAndRelease()
    {
        var admission = Store.AdmitAsync(Work with { Id = "work" }, CancellationToken.None);
        if (!admission.IsCompletedSuccessfully || !admission.GetAwaiter().GetResult().Admitted)
            throw new InvalidOperationException("Free capacity was not given at once.");
        var release = Store.ReleaseAsync(Work.Account, "work");
        if (!release.IsCompletedSuccessfully)
            throw new InvalidOperationException("A release in memory does not wait.");
    }

    private static VirtualKeySnapshot Snapshot(int count)
    {
        var hasher = new KeyHasher("a pepper for benchmarks"u8);
        var keys = new Dictionary<KeyHash, VirtualKey>(count);
        for (var i = 0; i < count; i++)
        {
            hasher.TryHash(i == 0 ? Secret : $"{Secret}{i}", out var hash);
            keys[hash] = new VirtualKey { Id = $"key_{i}", Team = "support" };
        }
        return new(keys, 1) { Hasher = hasher };
    }
}
