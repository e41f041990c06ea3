namespace Gateway.Policies.Budgets;

/// <summary>Who spends: a key or a team.</summary>
public readonly record struct SpendHolder
{
    private SpendHolder(bool isTeam, string name) => (IsTeam, Name) = (isTeam, name);

    /// <summary>A team, else a key.</summary>
    public bool IsTeam { get; }

    /// <summary>Public id of the key, or name of the team in lower case: teams are found in any case.</summary>
    public string Name { get; }

    /// <summary>A key by its public id.</summary>
    public static SpendHolder Key(string id) => new(false, id);

    /// <summary>A team by its name.</summary>
    public static SpendHolder Team(string name) => new(true, name.ToLowerInvariant());
}
