using Gateway.Caller;
using Gateway.Edge;
using Gateway.Errors;
using Gateway.Policies.Budgets;
using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;
using Gateway.Routing;
using Gateway.Validation;

namespace Gateway.Budgets;

/// <summary>
/// Before admission: refuses what the budgets of key and team do not pay for any more, so that it costs no turn in the
/// queue. What a call will use for sure counts from here on.
/// </summary>
internal sealed class BudgetMiddleware(RequestDelegate next, BudgetGuard guard)
{
    /// <summary>Response header of a call whose budget is past its warning: <c>characters/month 85 of 100</c>.</summary>
    public const string WarningHeader = "X-Gateway-Budget-Warning";

    public Task InvokeAsync(HttpContext context) =>
        context.Find<ICallerFeature>() is { Key: var key } && BudgetBook.IsLimited(key) && context.Find<IContractFeature>() is { Served: var contract }
            ? GuardAsync(context, key, contract)
            : next(context);

    private async Task GuardAsync(HttpContext context, VirtualKey key, WavesContract contract)
    {
        var refusal = guard.Begin(key, contract, Expected(context, contract), out var live, out var standing);
        if (standing is { Level: BudgetLevel.Warned, Budget: { } budget })
            context.Response.Headers[WarningHeader] = string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{BudgetWords.Of(budget.Unit)}/{BudgetWords.Of(budget.Period)} {standing.Spent:0.######} of {budget.Limit:0.######}");
        if (refusal is not null)
        {
            await ErrorResponseWriter.WriteAsync(context, refusal);
            return;
        }
        if (live is null)
        {
            await next(context);
            return;
        }
        context.Keep<IBudgetFeature>(new BudgetFeature(live));
        try
        {
            await next(context);
        }
        finally
        {
            guard.Close(live);
        }
    }

    private static Spend Expected(HttpContext context, WavesContract contract) => new()
    {
        Characters = contract.Usage is UsageUnit.Characters ? context.Find<IRequestFactsFeature>()?.Facts.Characters ?? 0 : 0,
        Sessions = contract.Socket is SocketProtocol.Stt or SocketProtocol.Hydra ? 1 : 0,
    };
}
