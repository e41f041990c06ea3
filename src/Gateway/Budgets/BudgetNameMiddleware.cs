using Gateway.Admission;
using Gateway.Edge;
using Gateway.Policies.Budgets;

namespace Gateway.Budgets;

/// <summary>Behind admission: what a call counts for gets the id of its admission, by which its usage record settles it.</summary>
internal sealed class BudgetNameMiddleware(RequestDelegate next, BudgetBook book)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Find<IBudgetFeature>() is { Live: var live } && context.Find<IAdmissionFeature>() is { Request.Id: var id })
            book.Name(live, id);
        return next(context);
    }
}
