using System.Collections;
using Npgsql;
using NpgsqlTypes;

namespace InfusionTracker.Api.Platform;

/// <summary>The values of a statement's parameters by name, typed, so that nothing is guessed and nothing is boxed.</summary>
public sealed class SqlArguments : IEnumerable<string>
{
    private readonly List<Argument> _arguments = [];

    public void Add<T>(string name, T value) => _arguments.Add(new Argument(name, new NpgsqlParameter<T> { TypedValue = value }));

    /// <summary>A value whose PostgreSQL type its C# type does not tell, such as jsonb.</summary>
    public void Add<T>(string name, T value, NpgsqlDbType type) =>
        _arguments.Add(new Argument(name, new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type }));

    /// <summary>A statement with its values, by position.</summary>
    public NpgsqlBatchCommand Bind(SqlStatement statement)
    {
        var command = new NpgsqlBatchCommand(statement.Text);
        foreach (var name in statement.Parameters)
        {
            command.Parameters.Add(Of(name).Bind());
        }

        return command;
    }

    /// <summary>The names.</summary>
    public IEnumerator<string> GetEnumerator() => _arguments.Select(a => a.Name).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Argument Of(string name)
    {
        foreach (var argument in _arguments)
        {
            if (argument.Name == name)
            {
                return argument;
            }
        }

        throw new InvalidOperationException($"No value was given for @{name}.");
    }

    private sealed class Argument(string name, NpgsqlParameter parameter)
    {
        private bool _isBound;

        public string Name => name;

        /// <summary>A parameter belongs to one command: where another names it too, or the work is run again, that gets a copy.</summary>
        public NpgsqlParameter Bind() => Interlocked.Exchange(ref _isBound, true) ? parameter.Clone() : parameter;
    }
}
