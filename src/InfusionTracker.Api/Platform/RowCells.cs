using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using InfusionTracker.Domain.Onset;
using NodaTime;
using Npgsql;

namespace InfusionTracker.Api.Platform;

/// <summary>What a cell is in JSON: a number, <c>true</c> or an array as it stands; a text without anything to escape; any text.</summary>
public enum CellForm
{
    Bare,
    Plain,
    Text,
}

/// <summary>How the cells of one type are written, in UTF-8, from the reader to a buffer.</summary>
public sealed record RowCell(CellForm Form, Action<NpgsqlDataReader, int, IBufferWriter<byte>> Write);

/// <summary>How each type of PostgreSQL is written, chosen once an export.</summary>
public static class RowCells
{
    /// <param name="type">Name of the type, as PostgreSQL has it; how long or exact a value may be makes no difference.</param>
    public static RowCell Of(string type) => type.Split('(')[0] switch
    {
        "uuid" => new(CellForm.Plain, (reader, i, to) => Format(reader.GetGuid(i), to, "D")),
        "text" or "character varying" => new(CellForm.Text, WriteText),
        "timestamp with time zone" => new(CellForm.Plain, (reader, i, to) => to.Advance(Times.Write(reader.GetFieldValue<DateTime>(i), to.GetSpan(Times.MaxLength)))),
        "numeric" => new(CellForm.Bare, (reader, i, to) => Format(reader.GetDecimal(i), to)),
        "smallint" => new(CellForm.Bare, (reader, i, to) => Format(reader.GetInt16(i), to)),
        "integer" => new(CellForm.Bare, (reader, i, to) => Format(reader.GetInt32(i), to)),
        "bigint" => new(CellForm.Bare, (reader, i, to) => Format(reader.GetInt64(i), to)),
        "boolean" => new(CellForm.Bare, (reader, i, to) => to.Write(reader.GetBoolean(i) ? "true"u8 : "false"u8)),
        "date" => new(CellForm.Plain, (reader, i, to) => Format(reader.GetFieldValue<DateOnly>(i), to, "O")),
        "interval" => new(CellForm.Plain, (reader, i, to) => Encoding.UTF8.GetBytes(IsoSpan.Text(reader.GetFieldValue<Duration>(i)), to)),
        "jsonb" => new(CellForm.Bare, (reader, i, to) => Encoding.UTF8.GetBytes(reader.GetString(i), to)),
        "text[]" => new(CellForm.Bare, WriteTexts),
        "smallint[]" => new(CellForm.Bare, WriteAnswers),
        _ => throw new NotSupportedException($"No way to write {type} is known."),
    };

    private static void Format<T>(T value, IBufferWriter<byte> to, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        // The longest is a decimal: 29 digits, a sign and a point.
        value.TryFormat(to.GetSpan(40), out var written, format, CultureInfo.InvariantCulture);
        to.Advance(written);
    }

    /// <summary>The bytes of a text as PostgreSQL sends them, which is UTF-8 already.</summary>
    private static void WriteText(NpgsqlDataReader reader, int ordinal, IBufferWriter<byte> to)
    {
        var length = (int)reader.GetBytes(ordinal, 0, null, 0, 0);
        if (length > 0)
        {
            var bytes = ArrayPool<byte>.Shared.Rent(length);
            reader.GetBytes(ordinal, 0, bytes, 0, length);
            to.Write(bytes.AsSpan(0, length));
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static void WriteTexts(NpgsqlDataReader reader, int ordinal, IBufferWriter<byte> to)
    {
        using var json = new Utf8JsonWriter(to);
        json.WriteStartArray();
        foreach (var text in reader.GetFieldValue<string[]>(ordinal))
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteAnswers(NpgsqlDataReader reader, int ordinal, IBufferWriter<byte> to)
    {
        var separator = "["u8;
        foreach (var value in reader.GetFieldValue<short?[]>(ordinal))
        {
            to.Write(separator);
            separator = ","u8;
            if (value is { } given)
            {
                Format(given, to);
            }
            else
            {
                to.Write("null"u8);
            }
        }

        to.Write(separator == "["u8 ? "[]"u8 : "]"u8);
    }
}
