using System.Collections;
using Npgsql;
using NpgsqlTypes;

namespace InfusionTracker.Api.Platform;

/// <summary>The values of a statement's parameters by name, typed, so that nothing is guessed and nothing is boxed.</summary>
public sealed class SqlArguments : IEnumerable<NpgsqlParameter>
{
    private readonly List<NpgsqlParameter> _parameters = [];

    public void Add<T>(string name, T value) => _parameters.Add(new NpgsqlParameter<T>(name, value));

    /// <summary>A value whose PostgreSQL type its C# type does not tell, such as jsonb.</summary>
    public void Add<T>(string name, T value, NpgsqlDbType type) =>
        _parameters.Add(new NpgsqlParameter<T>(name, type) { TypedValue = value });

    /// <summary>Adds a statement to a batch with its values.</summary>
    internal NpgsqlBatchCommand Bind(SqlStatement statement)
    {
        var command = new NpgsqlBatchCommand(statement.Text);
        foreach (var name in statement.Parameters)
        {
            var parameter = _parameters.Find(p => p.ParameterName == name)
                ?? throw new InvalidOperationException($"No value was given for @{name}.");
            var positional = parameter.Clone();
            positional.ParameterName = "";
            command.Parameters.Add(positional);
        }

        return command;
    }

    public IEnumerator<NpgsqlParameter> GetEnumerator() => _parameters.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
