using System.Diagnostics.Metrics;
using Gateway.Admission;
using Gateway.Budgets;
using Gateway.Configuration;
using Gateway.Metering;
using Gateway.Metering.Reconciliation;
using Gateway.Policies.Admission;
using Gateway.Policies.Budgets;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Gateway.Policies.Usage;
using Gateway.Relay;
using Gateway.Storage;
using Gateway.Upstream;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Telemetry;

/// <summary>
/// The tags of every instrument with the values they can have: each class <c>…Metrics</c> is told everything that it can
/// be told, every value of every closed set included.
/// </summary>
internal sealed class EmittedTags : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Dictionary<string, Dictionary<string, HashSet<string>>> _seen = [];
    private readonly MeterListener _listener;

    private EmittedTags()
    {
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (!ReferenceEquals(instrument.Meter.Scope, Meters))
                    return;
                _seen[instrument.Name] = [];
                self.EnableMeasurementEvents(instrument);
            },
        };
        _listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.Start();
    }

    private IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    /// <summary>Values by instrument and tag.</summary>
    public static IReadOnlyDictionary<string, Dictionary<string, HashSet<string>>> All()
    {
        using var emitted = new EmittedTags();
        emitted.TellAll();
        emitted._listener.RecordObservableInstruments();
        return emitted._seen;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    private void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var known = _seen[instrument.Name];
        foreach (var (tag, value) in tags)
        {
            if (!known.TryGetValue(tag, out var values))
                known[tag] = values = [];
            values.Add(value?.ToString() ?? "");
        }
    }

    private void TellAll()
    {
        TellRequests();
        TellAdmission();
        TellRelay();
        TellUsage();
        foreach (var stage in Enum.GetValues<Stage>())
            new OverheadMetrics(Meters, PromptRecordings.Create(), TimeProvider.System).Took(stage, TimeSpan.Zero);
        new CapacityMetrics(Meters).Show([new("main", "tts", "none", new LimitSet { Slots = 1, Sockets = 5, RequestsPerMinute = 10 })]);
        _ = new Forwarding.ForwarderMetrics(Meters);
        new UpstreamMetrics(Meters).OpenTo("upstream:443");
        var budgets = new BudgetMetrics(Meters);
        foreach (var unit in Enum.GetValues<BudgetUnit>())
        {
            foreach (var holder in (SpendHolder[])[SpendHolder.Key("k"), SpendHolder.Team("t")])
            {
                foreach (var level in (BudgetLevel[])[BudgetLevel.Warned, BudgetLevel.Exhausted])
                    budgets.Reached(new(level, new Budget(unit, BudgetPeriod.Day, 1), holder, 1, true));
            }
        }
        foreach (var good in (bool[])[true, false])
        {
            new SettingsMetrics(Meters).Reloaded(good);
            var storage = new StorageMetrics(Meters);
            storage.Refreshed(good, 1);
            storage.Did(good, TimeSpan.Zero);
        }
    }

    private void TellRequests()
    {
        var requests = new RequestMetrics(Meters, PromptRecordings.Create());
        foreach (var contract in WavesContracts.All)
            requests.Started(new(contract.Id, contract.Transport is Transport.WebSocket ? "websocket" : "http"));
        requests.Started(RequestLabels.None);
        requests.Ended(new("T1", "http"), RequestOutcome.Forwarded, 200, TimeSpan.Zero, new UpstreamAnswer(new Uri("http://upstream:443/"), TimeSpan.Zero));
        foreach (var outcome in (string[])[RequestOutcome.Forwarded, RequestOutcome.Refused, RequestOutcome.Failed, RequestOutcome.Broken, RequestOutcome.CallerLeft])
        {
            foreach (var transport in (string[])["http", "websocket"])
            {
                for (var status = 0; status < 600; status++)
                    requests.Ended(new("T1", transport), outcome, status, TimeSpan.Zero);
            }
        }
        foreach (var kind in Enum.GetValues<ErrorKind>())
            requests.Refused(new DefaultHttpContext(), kind);
    }

    private void TellAdmission()
    {
        var admission = new AdmissionMetrics(Meters);
        foreach (var mode in Enum.GetValues<AdmissionMode>())
            admission.ObserveMode(() => mode);
        admission.ObserveLeases(() => 1);
        admission.ContactLost();
        admission.LeaseLost();
        admission.LeaseWithoutWork();
        admission.WorkWithoutLease();
        admission.RedisAnswered(TimeSpan.Zero);
        foreach (var group in Enum.GetValues<LimitGroup>())
        {
            var request = new AdmissionRequest { Id = "1", Account = "main", Team = "t", Units = AdmissionUnits.Slot, Levels = [new(LimitLevel.Account, LimitGroupName.Of(group), LimitSet.None)] };
            admission.Decided(request, new() { Admitted = true });
            foreach (var limit in Enum.GetValues<LimitKind>().Where(limit => limit is not LimitKind.None))
            {
                foreach (var level in Enum.GetValues<LimitLevel>())
                {
                    admission.Decided(request, new() { Limit = limit, Level = level });
                    admission.Decided(request, new() { Admitted = true, ShadowLimit = limit, ShadowLevel = level });
                }
            }
            admission.RefusedUpstream(request, LimitKind.RequestsPerMinute);
            admission.RefusedUpstream(request, LimitKind.Slots);
        }
    }

    private void TellRelay()
    {
        var relay = new RelayMetrics(Meters);
        relay.Began("T3");
        foreach (var reason in Enum.GetValues<RelayEndReason>())
            relay.Ended("T3", reason, TimeSpan.Zero, default);
        relay.Played("T3", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        foreach (var by in (string[])["speech", "client", "close"])
            relay.Interrupted("T3", by);
        relay.Unbooked("T3");
    }

    private void TellUsage()
    {
        var (usage, genAi) = (new UsageMetrics(Meters), new GenAiMetrics(Meters));
        foreach (var outcome in Enum.GetValues<UsageOutcome>())
        {
            foreach (var source in Enum.GetValues<UsageSource>())
            {
                foreach (var cost in (decimal?[])[1, null])
                {
                    var record = new UsageRecord
                    {
                        Id = "1",
                        Team = "t",
                        KeyId = "k",
                        Account = "main",
                        Contract = "L1",
                        Model = ModelNames.Electron,
                        Outcome = outcome,
                        Source = source,
                        Cost = cost,
                        ToFirstContent = TimeSpan.Zero,
                        IsStreamed = true,
                        Duration = TimeSpan.FromSeconds(1),
                        Amounts = new() { Requests = 1, Characters = 1, PromptTokens = 2, CachedTokens = 1, CompletionTokens = 2, AudioInMilliseconds = 1, AudioOutMilliseconds = 1, SessionMilliseconds = 1 },
                    };
                    usage.Ended(record);
                    genAi.Ended(record);
                }
            }
        }
        var metering = new MeteringMetrics(Meters);
        metering.Watch(() => 1, () => 1);
        metering.Stored(1);
        metering.Spilled(1);
        metering.Lost(1);
        metering.Damaged(1);
        metering.Gap();
        new ReconciliationMetrics(Meters).Compared(
        [
            new("main", "tts_characters") { Drift = 0 }, new("main", "stt_seconds") { Drift = 0 }, new("main", "tts_credits"), new("main", "tts_credits") { Problem = "away" },
        ]);
    }
}
