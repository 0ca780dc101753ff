using InfusionTracker.Domain.Dosing;
using Xunit;

namespace InfusionTracker.Domain.Tests.Dosing;

public class DosingWordsTests
{
    [Fact]
    public void Every_word_is_read_as_it_is_written()
    {
        Assert.All(Enum.GetValues<InfusionEventType>(), type => Assert.Equal(type, InfusionEventTypes.Parse(type.Code())));
        Assert.All(Enum.GetValues<SessionStatus>(), status => Assert.Equal(status, SessionWords.ParseStatus(status.Code())));
        Assert.All(Enum.GetValues<DeclaredEnd>(), end => Assert.Equal(end, SessionWords.ParseDeclaredEnd(end.Code())));
    }

    [Theory]
    [InlineData("entered-in-error")]
    [InlineData("Stop")]
    [InlineData("")]
    public void Other_words_are_not_guessed(string word)
    {
        Assert.Null(InfusionEventTypes.Parse(word));
        Assert.Null(SessionWords.ParseStatus(word));
        Assert.Null(SessionWords.ParseDeclaredEnd(word));
    }
}
