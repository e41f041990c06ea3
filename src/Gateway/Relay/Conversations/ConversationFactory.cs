using Gateway.Admission;
using Gateway.Budgets;
using Gateway.Caller;
using Gateway.Edge;
using Gateway.Policies.Admission;
using Gateway.Policies.Contracts;
using Gateway.Relay.Sessions;
using Gateway.Routing;
using Gateway.Telemetry;
using Gateway.Validation;
using Microsoft.Extensions.Options;

namespace Gateway.Relay.Conversations;

/// <summary>Makes the conversation that a row's protocol asks for. Thread-safe.</summary>
internal sealed class ConversationFactory(
    IOptions<RelayOptions> options,
    IOptions<AdmissionOptions> admission,
    IAdmissionStore store,
    UpstreamShield shield,
    AdmissionMetrics admissionMetrics,
    RelayMetrics metrics,
    IRelayObserver observer,
    BudgetGuard budgets,
    TimeProvider time)
{
    /// <summary>For the request of an accepted handshake.</summary>
    public Conversation Create(HttpContext context, RelaySessionInfo info, LeaseFence fence)
    {
        var setup = new ConversationSetup
        {
            Contract = context.Find<IContractFeature>()!.Served,
            Info = info,
            Key = context.Find<ICallerFeature>()?.Key,
            Admission = context.Find<IAdmissionFeature>(),
            Fence = fence,
            Facts = context.Find<IRequestFactsFeature>()?.Facts ?? default,
            Options = options.Value,
            Store = store,
            LateAfter = admission.Value.LateAfter,
            Shield = shield,
            AdmissionMetrics = admissionMetrics,
            Metrics = metrics,
            Observer = observer,
            Budgets = budgets,
            Span = SessionSpan.Of(context),
            Time = time,
        };
        return setup.Contract.Socket switch
        {
            SocketProtocol.Tts => new TtsConversation(setup),
            SocketProtocol.Stt => new SttConversation(setup),
            SocketProtocol.Hydra => new HydraConversation(setup),
            _ => new OpaqueConversation(),
        };
    }
}
