using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace InfusionTracker.Benchmarks.Peer;

/// <summary>The tables of the service that the peer works on.</summary>
public sealed partial class PeerContext(DbContextOptions<PeerContext> options) : DbContext(options)
{
    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<InfusionEvent> InfusionEvents => Set<InfusionEvent>();

    public DbSet<Observation> Observations => Set<Observation>();

    public DbSet<Score> Scores => Set<Score>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Session>().ToTable("session").HasKey(s => new { s.ClinicId, s.Id });
        modelBuilder.Entity<InfusionEvent>().ToTable("infusion_event").HasKey(e => new { e.ClinicId, e.Id });
        modelBuilder.Entity<Observation>().ToTable("observation").HasKey(o => new { o.ClinicId, o.Id });
        modelBuilder.Entity<Score>().ToTable("score").HasKey(s => new { s.ClinicId, s.Id });
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(Capital().Replace(property.Name, "_$0").ToLowerInvariant());
        }
    }

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Capital();
}
