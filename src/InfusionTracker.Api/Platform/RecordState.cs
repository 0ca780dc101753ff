namespace InfusionTracker.Api.Platform;

/// <summary>Which state of a record is asked for: the current one, one version, or the one of a recorded time.</summary>
public readonly struct RecordState
{
    private readonly int? _version;
    private readonly TimeParameter? _asOf;

    private RecordState(int? version, TimeParameter? asOf) => (_version, _asOf) = (version, asOf);

    /// <summary>The flag of the .sql: <c>current</c>, <c>version</c> or <c>asOf</c>.</summary>
    public string Flag => _version is not null ? "version" : _asOf is not null ? "asOf" : "current";

    public static RecordState Of(int? version, TimeParameter? asOf) =>
        version is not null && asOf is not null
            ? throw new ProblemException(Problem.BadParameter("version", "Give version or asOf, not both."))
            : version < 0
                ? throw new ProblemException(Problem.BadParameter("version", "Give a version, from 1."))
                : new RecordState(version, asOf);

    /// <summary>The values <c>@id</c> and, by the flag, <c>@version</c> or <c>@asOf</c>.</summary>
    public SqlArguments Arguments(Guid id)
    {
        var arguments = new SqlArguments { { "id", id } };
        if (_version is { } version)
        {
            arguments.Add("version", version);
        }

        if (_asOf is { } asOf)
        {
            arguments.Add("asOf", asOf.Value);
        }

        return arguments;
    }
}
