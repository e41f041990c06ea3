namespace Gateway.Edge;

/// <summary>
/// The facts of a request, as features of its context. A call asks for some fifty: by type rather than by the collection's
/// own generic methods, whose dispatch at run time costs more than what they find.
/// </summary>
internal static class RequestFeatures
{
    /// <summary>A fact that an earlier stage has left; null when there is none.</summary>
    public static T? Find<T>(this HttpContext context)
        where T : class => (T?)context.Features[typeof(T)];

    /// <summary>Leaves a fact for later stages.</summary>
    public static void Keep<T>(this HttpContext context, T fact)
        where T : class => context.Features[typeof(T)] = fact;
}
