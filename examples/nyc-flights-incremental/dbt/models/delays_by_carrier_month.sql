select
    date_trunc('month', flight_date)::date as month,
    carrier,
    count(*) as flights,
    count(*) filter (where status = 'cancelled') as cancelled,
    count(*) filter (where status = 'diverted') as diverted,
    coalesce(sum(departure_delay), 0) as departure_delay_minutes,
    coalesce(sum(arrival_delay), 0) as arrival_delay_minutes,
    count(*) filter (where arrival_delay >= 15) as late_15,
    sum(distance) as distance
from {{ source("silver", "flight") }}
group by 1, 2
