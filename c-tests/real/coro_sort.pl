# Threads of Coro that sort: each has numbers of its own, objects whose comparison lets the other
# threads go on. It is perl's C code then that called the comparison, so each needs a C stack.
#
#     perl coro_sort.pl 2000
use strict;
use warnings;

package Number;
use Coro;
use overload '<=>' => sub {
    my ( $one, $other ) = @_;
    cede;
    return $one->{value} <=> $other->{value};
};

package main;
use Coro;

my $count  = shift // 2_000;
my $digest = 0;

sub merge_sort {
    my @numbers = @_;
    return @numbers if @numbers < 2;
    my @upper = merge_sort( splice @numbers, @numbers / 2 );
    my @lower = merge_sort(@numbers);
    my @merged;
    while ( @lower && @upper ) {
        push @merged, ( $lower[0] <=> $upper[0] ) <= 0 ? shift @lower : shift @upper;
        $digest = ( $digest * 31 + $merged[-1]{value} ) % 1_000_000_007;
    }
    return @merged, @lower, @upper;
}

my @threads = map {
    my $state = $_;
    async {
        my @numbers;
        for ( 1 .. $count ) {
            $state = $state * 48_271 % 2_147_483_647;
            push @numbers, bless { value => $state }, 'Number';
        }
        return map { $_->{value} } merge_sort(@numbers);
    }
} 1 .. 8;
for my $thread (@threads) {
    my @sorted = $thread->join;
    for ( 1 .. $#sorted ) {
        die "not sorted at $_\n" if $sorted[ $_ - 1 ] > $sorted[$_];
    }
    print scalar(@sorted), " numbers from $sorted[0] to $sorted[-1]\n";
}
print "digest $digest\n";
