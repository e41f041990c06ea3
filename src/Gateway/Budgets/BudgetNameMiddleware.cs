using Gateway.Admission;
using Gateway.Policies.Budgets;

namespace Gateway.Budgets;

/// <summary>Behind admission: what a call counts for gets the id of its admission, by which its usage record settles it.</summary>
internal sealed class BudgetNameMiddleware(RequestDelegate next, BudgetBook book)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IBudgetFeature>() is { Live: var live } && context.Features.Get<IAdmissionFeature>() is { Request.Id: var id })
            book.Name(live, id);
        return next(context);
    }
}
